import type { SalesOrder } from '../../canonical/types.generated.ts';
import type { OrderProcess } from '../types.ts';
import { isTaken } from './types.ts';

/**
 * Whether an order that comes again says only what has been said of it: each value as it was at first or as a change
 * that was taken made it. An ERP that is told of changes shows its own order so, and half of it while it is told.
 */
export function isAsChanged({ original, changes }: OrderProcess, again: SalesOrder): boolean {
  const taken = changes.flatMap(({ parts }) => parts.filter(isTaken));
  if (!original || taken.length === 0) return false;
  const { lines, ...rest } = again;
  const { lines: first, ...head } = original;
  const ofOrder = taken.filter(({ lineNumber }) => lineNumber === undefined).map(({ wanted }) => wanted);
  return (
    isSaid([head, ...ofOrder], rest) &&
    first.every(({ lineNumber }) => lines.some((line) => line.lineNumber === lineNumber)) &&
    lines.every(({ lineNumber, ...line }) => {
      const known = first.find((each) => each.lineNumber === lineNumber);
      const made = taken
        .filter((part) => part.lineNumber === lineNumber)
        .map(({ wanted, quantity: value }) => ({
          ...wanted,
          quantity: value === undefined ? {} : { value },
        }));
      if (known) return isSaid([known, ...made], line);
      // A line that a change added is the customer's in our words, and the ERP's in its own.
      return made.length > 0 && isSaid(made, { quantity: { value: line.quantity.value } });
    })
  );
}

/** Whether each value within `part` stands at its place in one of `sources`. */
function isSaid(sources: readonly unknown[], part: unknown): boolean {
  if (part === undefined) return true;
  if (typeof part !== 'object' || part === null) return sources.includes(part);
  const within = sources.filter((source) => typeof source === 'object' && source !== null);
  return Object.entries(part).every(([name, value]) =>
    isSaid(
      within.map((source): unknown => Reflect.get(source, name)),
      value,
    ),
  );
}
