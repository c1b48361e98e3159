import { type Decimal, isMore, isZero, minus, plus, remaining } from '../quantity.ts';
import type { OrderProcess, ProcessLine, ProcessRelease } from '../types.ts';
import type { AskedRelease } from './types.ts';

export const requestNumberOf = (releaseNumber: string, changeNumber: string): string =>
  `${releaseNumber}/${changeNumber}`;

interface Asked {
  readonly process: OrderProcess;
  readonly changeNumber: string;
  readonly line: ProcessLine | undefined;
  readonly lineNumber: string;
  /** What is to be ordered of the line. */
  readonly target: Decimal;
}

/** What has to be asked of which warehouse; none when nobody has a release of it. */
export function askedOfLine(asked: Asked): readonly AskedRelease[] {
  const { process, changeNumber, line, lineNumber, target } = asked;
  const known = process.releases.filter((release) => release.known);
  const having = known.filter((release) => !isZero(quantityIn(release, lineNumber)));
  const all = having.length > 0 ? having : known.slice(-1);
  const ordered = line?.quantities.ordered ?? '0';
  const question = ({ releaseNumber }: ProcessRelease, from: Decimal, to: Decimal): AskedRelease => ({
    ...{ requestNumber: requestNumberOf(releaseNumber, changeNumber), releaseNumber, from, to },
  });
  if (!isMore(ordered, target)) {
    const more = minus(target, ordered);
    return all.map((release, index) => {
      const from = quantityIn(release, lineNumber);
      return question(release, from, index === all.length - 1 ? plus(from, more) : from);
    });
  }
  let less = remaining(line?.quantities.released ?? '0', target);
  let restock = remaining(line?.quantities.picked ?? '0', target);
  const questions: AskedRelease[] = [];
  for (const release of [...having].reverse()) {
    const from = quantityIn(release, lineNumber);
    const taken = least(less, from);
    if (isZero(taken)) continue;
    const back = least(restock, taken);
    less = minus(less, taken);
    restock = minus(restock, back);
    questions.push({
      ...question(release, from, minus(from, taken)),
      ...(isZero(back) ? {} : { restock: back }),
    });
  }
  return questions;
}

/** The address concerns every release; no quantity changes. */
export const askedOfOrder = ({ releases }: OrderProcess, changeNumber: string): readonly AskedRelease[] =>
  releases
    .filter(({ known }) => known)
    .map(({ releaseNumber }) => ({
      ...{ requestNumber: requestNumberOf(releaseNumber, changeNumber), releaseNumber, from: '0', to: '0' },
    }));

/** How much of a line a release has. */
export const quantityIn = ({ lines = [] }: ProcessRelease, lineNumber: string): Decimal =>
  lines
    .filter((line) => line.lineNumber === lineNumber)
    .reduce<Decimal>((total, { quantity }) => plus(total, quantity), '0');

const least = (left: Decimal, right: Decimal): Decimal => (isMore(left, right) ? right : left);
