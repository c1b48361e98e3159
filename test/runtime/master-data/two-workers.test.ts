import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import {
  type Asked,
  carrier,
  type MasterDataWorker,
  minute,
  openMasterDataWorker,
  seenBy,
  sync,
} from '../../support/master-data-worker.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
/** One line of versions without doubles, in the order of the changes, the same everywhere. */
const whole = {
  versions: numbers.map((number) => [minute(number), carrier(number).name]),
  found: numbers.map(carrier),
};

describe('two workers on one PostgreSQL that sync the same master data', () => {
  let workers: readonly MasterDataWorker[];
  beforeEach(async () => {
    const place = await ledgerPlace();
    workers = await Promise.all(['one', 'two'].map((name) => openMasterDataWorker(place, name)));
  });
  afterEach(() => Promise.all(workers.map(({ ledger }) => ledger.close())));

  it('keep one line of versions without doubles, and end with the same record', async () => {
    const [one, two] = workers as [MasterDataWorker, MasterDataWorker];
    const all = await Promise.all([
      ...numbers.map((number) => sync(one, number)),
      ...numbers.toReversed().map((number) => sync(two, number)),
    ]);
    expect(all.filter((outcome) => outcome === 'unchanged')).to.have.length(numbers.length);
    for (const worker of workers) expect(await seenBy(worker, numbers)).to.deep.equal(whole);
  });
});

describe('two processes on one PostgreSQL that sync the same master data', () => {
  const program = new URL('../../support/master-data-worker.ts', import.meta.url).pathname;
  let children: readonly ChildProcess[];
  before(async function () {
    this.timeout(60_000);
    const { url, schema } = await ledgerPlace();
    children = ['one', 'two'].map((name) => fork(program, [url, schema, name]));
    await Promise.all(children.map((child) => once(child, 'message')));
  });
  after(() =>
    Promise.all(
      children.map(async (child) => {
        const ended = once(child, 'exit');
        child.disconnect();
        await ended;
      }),
    ),
  );

  const ask = async (child: ChildProcess, asked: Asked): Promise<unknown> => {
    const answer = once(child, 'message');
    child.send(asked);
    return (await answer)[0];
  };

  it('keep one line of versions without doubles, and each sees what the other committed', async () => {
    const [one, two] = children as [ChildProcess, ChildProcess];
    const outcomes = await Promise.all([
      ask(one, { sync: numbers }),
      ask(two, { sync: numbers.toReversed() }),
    ]);
    const unchanged = outcomes.flat().filter((outcome) => outcome === 'unchanged');
    expect(unchanged).to.have.length(numbers.length);
    for (const child of children) expect(await ask(child, { see: numbers })).to.deep.equal(whole);
  });
});
