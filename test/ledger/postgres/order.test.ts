import { expect } from 'chai';
import type { Ledger, Operation } from '../../../ledger/ledger.ts';
import { committed, idsOf, message, processOperation } from '../../contract/ledger/samples.ts';
import { ledgerWorkers, type Workers } from '../../support/postgres-ledger.ts';

const now = () => new Date().toISOString();

describe('many commits at a time on PostgreSQL', () => {
  let workers: Workers;
  let ledger: Ledger;
  beforeEach(async () => {
    workers = await ledgerWorkers();
    ledger = await workers.open('a');
  });
  afterEach(() => workers.close());

  it('keep the order in which they were submitted, key by key, over batches that are in flight together', async () => {
    const count = 1_500;
    const keys = Array.from({ length: count }, (_, index) => `k${index % 500}`);
    await Promise.all(
      keys.map((key, index) => ledger.accept([message(`m${index}`, { key, idempotencyKey: `i${index}` })])),
    );
    const all = await ledger.pending({ afterSequence: 0, limit: count, now: now() });
    const byKey = new Map<string, number[]>();
    for (const { envelope } of all) {
      byKey.set(envelope.key, [...(byKey.get(envelope.key) ?? []), Number(envelope.id.slice(1))]);
    }
    for (const numbers of byKey.values()) {
      expect(numbers).to.deep.equal(numbers.toSorted((one, other) => one - other));
    }
    expect(all).to.have.length(count);
  });

  it('leave the last of many values of a state', async () => {
    const values = Array.from({ length: 1_000 }, (_, value) => value);
    await Promise.all(values.map((value) => committed(ledger, { op: 'state', name: 'poll', value })));
    expect(await ledger.state('poll')).to.equal(999);
  });

  it('let one of many changes of a process win, on each of two workers', async () => {
    const other = await workers.open('b');
    const change = processOperation();
    await committed(ledger, change);
    for (let version = 1; version <= 5; version += 1) {
      const results = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (index % 2 === 0 ? ledger : other).commit([{ ...change, expectVersion: version, state: index }]),
        ),
      );
      const won = results.flatMap(({ committed: is }, index) => (is ? [index] : []));
      expect(won).to.have.length(1);
      expect(await other.process('northwind', 'C-ACME/PO-1')).to.include({
        version: version + 1,
        state: won[0],
      });
    }
  });

  it('give numbers without a gap and one chain of audit lines on two workers', async () => {
    const other = await workers.open('b');
    const operations = (index: number): Operation[] => [
      { op: 'allot', sequence: 'invoice', token: '{n}', width: 0 },
      { op: 'audit', entry: { at: now(), by: 'ada', action: 'number.given', subject: `{n} ${index}` } },
    ];
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        committed(index % 2 === 0 ? ledger : other, ...operations(index)),
      ),
    );
    const numbers = results.map((result) => Number(result.numbers['{n}']));
    expect(numbers.sort((one, other) => one - other)).to.deep.equal(
      Array.from({ length: 60 }, (_, n) => n + 1),
    );
    expect(await other.verifyAudit()).to.deep.equal({ intact: true, entries: 60 });
  });

  it('take a key in once that two workers are given at the same time, and contradictions one after the other', async () => {
    const other = await workers.open('b');
    const sent = Array.from({ length: 40 }, (_, index) => index);
    const outcomes = await Promise.all(
      sent.map(async (index) => {
        const ours = index % 2 === 0 ? ledger : other;
        const again = { idempotencyKey: 'order/1', body: { n: index < 30 ? 1 : index } };
        return (await ours.accept([message(`m${index}`, again)]))[0]!;
      }),
    );
    const of = (outcome: string) => outcomes.filter((one) => one.outcome === outcome);
    expect(of('accepted')).to.have.length(1);
    expect(new Set(of('conflict').map(({ id }) => id)).size).to.equal(1);
    expect(await ledger.exceptions({ limit: 99 })).to.have.length(1);
    expect(idsOf(await ledger.messages({ limit: 99 }))).to.have.length(2);
  });
});
