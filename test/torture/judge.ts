import { type Effect, type MessageName, nameOf, type Recording } from './recording.ts';

export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly outOfOrder: readonly string[];
  /** Whatever else must not be: left waiting, unexplained on the exception list, never sent. */
  readonly other: readonly string[];
}

/** Compares what was acknowledged with what happened at every partner and in the ledger. */
export function judge(recording: Recording): Verdict {
  const verdicts = [
    ...Object.entries(recording.effects).map(([partner, effects]) =>
      judgeEffects(partner, effects, recording.acknowledged),
    ),
    ...recording.processes.map(judgeProcess),
    judgeBooks(recording),
    judgeNumbers(recording),
    {
      ...nothing,
      doubled: recording.contradictions,
      other: [...recording.waiting, ...recording.exceptions],
    },
  ];
  return {
    lost: verdicts.flatMap(({ lost }) => lost),
    doubled: verdicts.flatMap(({ doubled }) => doubled),
    outOfOrder: verdicts.flatMap(({ outOfOrder }) => outOfOrder),
    other: verdicts.flatMap(({ other }) => other),
  };
}

export const isClean = ({ lost, doubled, outOfOrder, other }: Verdict): boolean =>
  lost.length + doubled.length + outOfOrder.length + other.length === 0;

/** The last line of a run. */
export const figures = ({ lost, doubled, outOfOrder }: Verdict): string =>
  `lost ${lost.length}, doubled ${doubled.length}, out of order ${outOfOrder.length}`;

const nothing: Verdict = { lost: [], doubled: [], outOfOrder: [], other: [] };

function judgeEffects(
  partner: string,
  effects: readonly Effect[],
  acknowledged: readonly MessageName[],
): Verdict {
  const ids = new Map<string, Set<string>>();
  const last = new Map<string, number>();
  const outOfOrder: string[] = [];
  for (const { key, number, id } of effects) {
    const name = nameOf({ key, number });
    const known = ids.get(name);
    if (known) {
      known.add(id);
      continue;
    }
    ids.set(name, new Set([id]));
    const before = last.get(key) ?? 0;
    if (number < before) outOfOrder.push(`${partner}: ${name} after ${key}/${before}`);
    last.set(key, Math.max(before, number));
  }
  return {
    lost: acknowledged
      .map(nameOf)
      .filter((name) => !ids.has(name))
      .map((name) => `${partner}: nothing for ${name}`),
    doubled: [...ids].flatMap(([name, { size }]) =>
      size > 1 ? [`${partner}: ${size} effects for ${name}`] : [],
    ),
    outOfOrder,
    other: [],
  };
}

/** One version per transition, each message booked and confirmed once, in order. */
function judgeProcess({ key, version, booked, confirmed }: Recording['processes'][number]): Verdict {
  const transitions = booked.length + confirmed.length;
  const numbers = booked.map(([number]) => number);
  const versions = `the process ${key} has version ${version} after ${transitions} transitions`;
  return {
    lost: version > transitions ? [versions] : [],
    doubled: [
      ...(version < transitions ? [versions] : []),
      ...repeated(numbers).map((number) => `${key}/${number} was booked twice`),
      ...repeated(confirmed).map((number) => `${key}/${number} was confirmed twice`),
    ],
    outOfOrder: [
      ...descents(numbers).map((number) => `${key}/${number} was booked too late`),
      ...descents(confirmed).map((number) => `${key}/${number} was confirmed too late`),
    ],
    other: [],
  };
}

/** Whatever was acknowledged is in the books, confirmed and under the number that the partner was told. */
function judgeBooks({ acknowledged, processes, effects }: Recording): Verdict {
  const booked = new Map<string, string>();
  const confirmed = new Set<string>();
  for (const process of processes) {
    for (const [number, allotted] of process.booked) booked.set(nameOf({ ...process, number }), allotted);
    for (const number of process.confirmed) confirmed.add(nameOf({ ...process, number }));
  }
  const names = acknowledged.map(nameOf);
  const told = Object.entries(effects).flatMap(([partner, all]) =>
    all.flatMap((effect) => {
      const { allotted } = effect;
      const own = booked.get(nameOf(effect));
      return allotted === undefined || allotted === own
        ? []
        : [`${partner} was told number ${allotted} for ${nameOf(effect)}, which is booked under ${own}`];
    }),
  );
  return {
    ...nothing,
    lost: [
      ...names.filter((name) => !booked.has(name)).map((name) => `${name} was never booked`),
      ...names.filter((name) => !confirmed.has(name)).map((name) => `${name} was never confirmed`),
    ],
    other: told,
  };
}

/** Allotted numbers run from 1 without a gap and without a double. */
function judgeNumbers({ processes }: Recording): Verdict {
  const allotted = processes.flatMap(({ booked }) => booked.map(([, number]) => Number(number)));
  const distinct = new Set(allotted);
  const last = Math.max(0, ...distinct);
  const gaps = Array.from({ length: last }, (_, index) => index + 1).filter((one) => !distinct.has(one));
  return {
    ...nothing,
    lost: gaps.map((number) => `number ${number} was allotted to nothing`),
    doubled: repeated(allotted).map((number) => `number ${number} was allotted twice`),
  };
}

const repeated = (numbers: readonly number[]): number[] =>
  numbers.filter((number, index) => numbers.indexOf(number) !== index);

const descents = (numbers: readonly number[]): number[] =>
  numbers.filter((number, index) => number < Math.max(0, ...numbers.slice(0, index)));
