import { expect } from 'chai';
import { figures, isClean, judge } from './judge.ts';
import type { Effect, Recording } from './recording.ts';

const keys = ['A', 'B'];
const perKey = 5;

const acknowledged = keys.flatMap((key) =>
  Array.from({ length: perKey }, (_, index) => ({ key, number: index + 1 })),
);
const allottedOf = (key: string, number: number): string =>
  String(keys.indexOf(key) * perKey + number).padStart(8, '0');
const effects: readonly Effect[] = acknowledged.map(({ key, number }) => ({
  ...{ key, number, id: `${key}-${number}` },
  allotted: allottedOf(key, number),
}));

/** A run in which all went well, with changes. */
function recording(changes: Partial<Recording> = {}): Recording {
  const numbers = Array.from({ length: perKey }, (_, index) => index + 1);
  return {
    acknowledged,
    effects: { warehouse: effects.map(({ allotted: _, ...effect }) => effect), billing: effects },
    contradictions: [],
    processes: keys.map((key) => ({
      key,
      version: 2 * perKey,
      booked: numbers.map((number) => [number, allottedOf(key, number)] as const),
      confirmed: numbers,
    })),
    waiting: [],
    exceptions: [],
    ...changes,
  };
}

const billing = (changed: readonly Effect[]): Partial<Recording> => ({
  effects: { ...recording().effects, billing: changed },
});
const swapped = (list: readonly Effect[], at: number): Effect[] =>
  list.with(at, list[at + 1] as Effect).with(at + 1, list[at] as Effect);

/** The process of the first key, changed. */
function firstProcess(change: (tally: Recording['processes'][number]) => object): Partial<Recording> {
  const [first, second] = recording().processes;
  return { processes: [{ ...first!, ...change(first!) }, second!] };
}

describe('judge', () => {
  it('finds nothing in a run in which all went well', () => {
    const verdict = judge(recording());
    expect(verdict).to.deep.equal({ lost: [], doubled: [], outOfOrder: [], other: [] });
    expect(isClean(verdict)).to.equal(true);
    expect(figures(verdict)).to.equal('lost 0, doubled 0, out of order 0');
  });

  it('finds a lost effect', () => {
    const verdict = judge(recording(billing(effects.toSpliced(3, 1))));
    expect(verdict.lost).to.deep.equal(['billing: nothing for A/4']);
    expect(figures(verdict)).to.equal('lost 1, doubled 0, out of order 0');
    expect(isClean(verdict)).to.equal(false);
  });

  it('finds a doubled effect: one message under two idempotency keys', () => {
    const verdict = judge(recording(billing([...effects, { ...effects[2]!, id: 'another' }])));
    expect(verdict.doubled).to.deep.equal(['billing: 2 effects for A/3']);
    expect(verdict.outOfOrder).to.deep.equal([]);
    expect(isClean(verdict)).to.equal(false);
  });

  it('finds two effects of one key that changed places, and none of two keys that did', () => {
    expect(judge(recording(billing(swapped(effects, 1)))).outOfOrder).to.deep.equal([
      'billing: A/2 after A/3',
    ]);
    expect(isClean(judge(recording(billing(swapped(effects, perKey - 1)))))).to.equal(true);
  });

  it('takes no notice of an effect whose acknowledgement never arrived', () => {
    const late: Effect = { key: 'B', number: perKey + 1, id: 'late' };
    const { warehouse = [] } = recording().effects;
    expect(
      isClean(judge(recording({ effects: { warehouse: [...warehouse, late], billing: effects } }))),
    ).to.equal(true);
  });

  it('finds a repeat with other content', () => {
    expect(
      judge(recording({ contradictions: ['billing: A-1 came with other content'] })).doubled,
    ).to.have.length(1);
  });

  it('finds a version of a process that nothing accounts for, and a transition without a version', () => {
    expect(judge(recording(firstProcess(({ version }) => ({ version: version + 1 })))).lost).to.have.length(
      1,
    );
    expect(
      judge(recording(firstProcess(({ version }) => ({ version: version - 1 })))).doubled,
    ).to.have.length(1);
  });

  it('finds a message that was never booked, and its number', () => {
    const lost = firstProcess(({ booked, version }) => ({
      booked: booked.toSpliced(1, 1),
      version: version - 1,
    }));
    expect(judge(recording({ ...lost, effects: {} })).lost).to.deep.equal([
      'A/2 was never booked',
      'number 2 was allotted to nothing',
    ]);
  });

  it('finds a number that was allotted twice', () => {
    const twice = firstProcess(({ booked }) => ({ booked: booked.with(1, [2, allottedOf('A', 1)]) }));
    const { lost, doubled } = judge(recording({ ...twice, effects: {} }));
    expect(doubled).to.deep.equal(['number 1 was allotted twice']);
    expect(lost).to.deep.equal(['number 2 was allotted to nothing']);
  });

  it('finds a confirmation that came twice, and one that never came', () => {
    const confirmed = firstProcess(() => ({ confirmed: [1, 2, 3, 3, 5] }));
    const { lost, doubled } = judge(recording(confirmed));
    expect(doubled).to.deep.equal(['A/3 was confirmed twice']);
    expect(lost).to.deep.equal(['A/4 was never confirmed']);
  });

  it('finds a partner that was told another number than the books hold', () => {
    const other = effects.with(0, { ...effects[0]!, allotted: '00000099' });
    expect(judge(recording(billing(other))).other).to.have.length(1);
  });

  it('counts what waits and what is on the exception list against the run, beside the figures', () => {
    const verdict = judge(recording({ waiting: ['1 message'], exceptions: ['1 exception'] }));
    expect(verdict.other).to.deep.equal(['1 message', '1 exception']);
    expect(isClean(verdict)).to.equal(false);
  });
});
