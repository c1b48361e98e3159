import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import type { ThreadFailure } from '../../../node-kit/threads/protocol.ts';
import { ThreadPool } from '../../../node-kit/threads/thread-pool.ts';

class Failed extends Error {
  readonly failure: ThreadFailure;

  constructor(failure: ThreadFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}

const module = new URL('./counting.ts', import.meta.url);
const named = (name: string) => ({ digest: name, data: { name } });
const job = (request: unknown, input: Uint8Array | readonly unknown[] = [], setup = named('a')) => ({
  ...{ module, setup, request, input },
});
const poolOf = (threads: number) => new ThreadPool({ threads, memoryMb: 32, idleMs: 1_000 });
const running = () => new AbortController().signal;

async function all(given: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of given) values.push(value);
  return values;
}
const run = (pool: ThreadPool, asked: ReturnType<typeof job>, signal = running()) =>
  pool.run(asked, signal, (failure) => new Failed(failure));
const failureOf = (given: AsyncIterable<unknown>): Promise<ThreadFailure> =>
  all(given).then(
    () => Promise.reject(new Error('it did not fail')),
    (thrown: Failed) => thrown.failure,
  );

describe('ThreadPool', () => {
  it('gives what a job gives, in order, and prepares a setup once', async () => {
    const pool = poolOf(1);
    const first = await all(run(pool, job({ do: 'give', count: 10_000 })));
    expect(first).to.have.length(10_000);
    expect(first[9_999]).to.deep.equal({ index: 9_999, name: 'a', prepared: 1 });
    expect(await all(run(pool, job({ do: 'give' })))).to.deep.equal([{ index: 0, name: 'a', prepared: 1 }]);
    const other = await all(run(pool, job({ do: 'give' }, [], named('b'))));
    expect(other).to.deep.equal([{ index: 0, name: 'b', prepared: 2 }]);
  });

  it('brings large bytes, lists and values over as they are', async () => {
    const pool = poolOf(1);
    const bytes = Buffer.alloc(3_000_000, 'crossdock');
    const [came] = await all(run(pool, job({ do: 'inputs' }, bytes)));
    expect(came === bytes.toString('latin1')).to.equal(true);
    const deep = (count: number) => ({
      name: 'x'.repeat(5_000),
      lists: Array.from({ length: count }, (_, index) => ({ index, of: [[index], 'a', { b: [] }] })),
    });
    const items = [deep(3), { inner: [deep(4_000), deep(1), deep(3_000)] }, [], null, deep(2)];
    expect(await all(run(pool, job({ do: 'inputs' }, items)))).to.deep.equal([items]);
  });

  it('lets others have their turn while much comes', async () => {
    let turns = 0;
    let over = false;
    const others = (async () => {
      for (; !over; turns += 1) await turn();
    })();
    const value = Array.from({ length: 100_000 }, (_, index) => ({ index }));
    const given = await all(run(poolOf(1), job({ do: 'give', count: 2, value })));
    over = true;
    await others;
    expect(given).to.have.length(2);
    expect(turns).to.be.greaterThan(50);
  });

  it('does not let a job go on that nobody takes anything from', async () => {
    const given = run(poolOf(1), job({ do: 'give', count: 1e15 }));
    const first = await given.next();
    expect(first.value).to.include({ index: 0 });
    await given.return(undefined);
  });

  it('gives the error that a job throws, and goes on with the same thread', async () => {
    const pool = poolOf(1);
    const failure = await failureOf(run(pool, job({ do: 'throw' })));
    expect(failure).to.deep.equal({
      ...{ kind: 'thrown', reason: 'no good', code: 'CD_TEST', parameters: { name: 'a' } },
    });
    expect(await all(run(pool, job({ do: 'give' })))).to.have.length(1);
  });

  it('says that a thread has ended, and takes another', async () => {
    const pool = poolOf(1);
    expect(await failureOf(run(pool, job({ do: 'exit' })))).to.include({ kind: 'lost' });
    expect(await all(run(pool, job({ do: 'give' })))).to.deep.equal([{ index: 0, name: 'a', prepared: 1 }]);
  });

  it('ends a thread that needs too much memory', async () => {
    expect(await failureOf(run(poolOf(1), job({ do: 'fill' })))).to.include({ kind: 'memory' });
  });

  it('ends the work of a job that is called off', async () => {
    const pool = poolOf(1);
    const ending = new AbortController();
    const hanging = all(run(pool, job({ do: 'hang' }), ending.signal));
    const waiting = new AbortController();
    const never = all(run(pool, job({ do: 'give' }), waiting.signal));
    const next = all(run(pool, job({ do: 'give' })));
    waiting.abort('waited enough');
    ending.abort('over');
    expect(await never.catch((thrown: unknown) => thrown)).to.equal('waited enough');
    expect(await hanging.catch((thrown: unknown) => thrown)).to.equal('over');
    expect(await next).to.have.length(1);
    const late = all(run(pool, job({ do: 'give' }), ending.signal));
    expect(await late.catch((thrown: unknown) => thrown)).to.equal('over');
  });

  it('does so many jobs at a time as it has threads', async () => {
    const pool = poolOf(2);
    const given = await Promise.all(
      [1, 2, 3, 4, 5].map(() => all(run(pool, job({ do: 'give', count: 50 })))),
    );
    expect(given.map(({ length }) => length)).to.deep.equal([50, 50, 50, 50, 50]);
  });
});
