import type { SalesOrder } from '../../canonical/types.generated.ts';
import { type Decimal, isZero, minus } from '../quantity.ts';
import { emptyLine } from '../record/empty-line.ts';
import type { OrderProcess, ProcessLine } from '../types.ts';
import { inOrder } from './position.ts';
import { type ChangePart, isTaken, type ProcessChange, type Wanted } from './types.ts';

type OrderLine = SalesOrder['lines'][number];

/** An order while its changes are laid over it. */
interface Laid {
  order: SalesOrder;
  /** Every line ever ordered; a cancelled one with quantity zero. */
  readonly lines: Map<string, OrderLine>;
  readonly deltas: Map<ChangePart, Decimal>;
}

/**
 * The process with its order as it stands after the changes that were taken: the original and every change over
 * it, in the customer's order, whatever the order of arrival. Cancelled lines keep their entry with nothing ordered.
 */
export function withChanges(process: OrderProcess): OrderProcess {
  const { original, changes } = process;
  if (original === undefined) return process;
  const laid: Laid = {
    order: original,
    lines: new Map(original.lines.map((line) => [line.lineNumber, line])),
    deltas: new Map(),
  };
  for (const { parts } of inOrder(changes)) for (const part of parts.filter(isTaken)) lay(part, laid);
  const lines = [...laid.lines.values()];
  return {
    ...process,
    order: { ...laid.order, lines: lines.filter((line) => isWanted(line) || hasShipped(process, line)) },
    lines: lines.map((line) => lineOf(process, line, original)),
    changes: changes.map((change): ProcessChange => ({ ...change, parts: withDeltas(change, laid) })),
  };
}

const isWanted = ({ quantity }: OrderLine): boolean => !isZero(quantity.value);

/** What left though it was cancelled keeps its price, should the customer take it. */
const hasShipped = ({ lines }: OrderProcess, { lineNumber }: OrderLine): boolean =>
  lines.some((line) => line.lineNumber === lineNumber && !isZero(line.reported.shipped));

function lay(part: ChangePart, laid: Laid): void {
  const { lineNumber, wanted } = part;
  if (lineNumber === undefined) {
    const { shipTo, requestedDelivery } = wanted;
    laid.order = {
      ...laid.order,
      ...(shipTo && { shipTo }),
      ...(requestedDelivery && { requestedDelivery }),
    };
    return;
  }
  const before = laid.lines.get(lineNumber) ?? newLine(lineNumber, wanted);
  if (!before) return;
  const { quantity } = before;
  const value = part.quantity ?? quantity.value;
  laid.deltas.set(part, minus(value, quantity.value));
  const { unitPrice, requestedDelivery } = wanted;
  laid.lines.set(lineNumber, {
    ...before,
    quantity: { ...quantity, value },
    ...(unitPrice && { unitPrice }),
    ...(requestedDelivery && { requestedDelivery }),
  });
}

function newLine(lineNumber: string, { item, quantity, substitutionAllowed }: Wanted): OrderLine | null {
  if (!item || !quantity) return null;
  return {
    ...{ lineNumber, item, quantity: { value: '0', unit: quantity.unit } },
    ...(substitutionAllowed !== undefined && { substitutionAllowed }),
  };
}

function lineOf(process: OrderProcess, line: OrderLine, original: SalesOrder): ProcessLine {
  const { lineNumber, quantity } = line;
  const { original: _, ...known } =
    process.lines.find((each) => each.lineNumber === lineNumber) ?? emptyLine(line);
  const first = original.lines.find((each) => each.lineNumber === lineNumber)?.quantity.value ?? '0';
  return {
    ...known,
    ...(isZero(minus(first, quantity.value)) ? {} : { original: first }),
    quantities: { ...known.quantities, ordered: quantity.value },
  };
}

const withDeltas = ({ parts }: ProcessChange, { deltas }: Laid): readonly ChangePart[] =>
  parts.map((part) => ({ ...part, delta: deltas.get(part) ?? '0' }));

/** Whether changes have left nothing on order, or all that was done for it is taken back. */
export const isCancelled = ({
  changes,
  lines,
  compensation,
}: Pick<OrderProcess, 'changes' | 'lines' | 'compensation'>): boolean =>
  compensation !== undefined ||
  (changes.length > 0 && lines.every(({ quantities }) => isZero(quantities.ordered)));
