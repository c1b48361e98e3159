import { expect } from 'chai';
import type { Envelope, StoredMessage } from '../../../ledger/ledger.ts';
import { shardOf } from '../../../ledger/shard.ts';
import type { Verdict } from '../../../runtime/runs/conclude.ts';
import { Run } from '../../../runtime/runs/run.ts';
import { Scheduler, type SchedulerOptions } from '../../../runtime/runs/scheduler.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const start = '2026-03-02T08:00:00.000Z';

const message = (sequence: number, key: string, more: Partial<StoredMessage> = {}): StoredMessage => ({
  ...{ queue: 'entry:a', idempotencyKey: `${sequence}`, digest: '', body: {}, sequence, state: 'accepted' },
  ...{ attempts: 0, availableAt: start, acceptedAt: start },
  ...more,
  envelope: { id: `m${sequence}`, key } as Envelope,
});

const crashed = { code: 'CD_RUN_CRASHED' } as StoredMessage['lastError'] & object;

const done = {
  kind: 'done',
  operations: [],
  result: { committed: true, numbers: {}, accepted: [] },
} as const;

/** A scheduler over a list of messages, whose runs the test ends. */
function scheduling(messages: StoredMessage[], more: Partial<SchedulerOptions> = {}) {
  const clock = new ManualClock(start);
  const held = new Set(Array.from({ length: 64 }, (_, shard) => shard));
  const live = new Map<string, Run>();
  const started: string[] = [];
  const noted: string[] = [];
  const verdicts = new Map<string, Verdict>();
  let shown = 0;
  const scheduler = new Scheduler({
    clock,
    log: () => {},
    ledger: {
      async pending({ queue, key, exceptKeys = [], afterSequence, limit }) {
        const page = messages
          .filter(({ state, sequence, envelope, queue: name }) => {
            if (state !== 'accepted' || name !== queue || sequence <= afterSequence) return false;
            if (!held.has(shardOf(envelope.key)) || exceptKeys.includes(envelope.key)) return false;
            return key === undefined || envelope.key === key;
          })
          .slice(0, limit);
        shown += page.length;
        return page;
      },
      blocked: async () => ({ messages: [], deliveries: [] }),
      content: async () => null,
      began: (...ids) => noted.push(...ids.map((id) => `+${id}`)),
      ended: (id) => noted.push(`-${id}`),
      cluster: { holds: (shard) => held.has(shard) },
    },
    launch(one) {
      const run = new Run(started.length + 1, one);
      started.push(one.envelope.id);
      live.set(one.envelope.id, run);
      return run;
    },
    drop: (run) => run.settle({ kind: 'aborted' }),
    async conclude(run) {
      const { id } = run.envelope;
      live.delete(id);
      const outcome = await run.outcome;
      if (outcome.kind === 'aborted') return { kind: 'aborted' };
      const verdict = verdicts.get(id) ?? done;
      const index = messages.findIndex(({ envelope }) => envelope.id === id);
      const stored = messages[index];
      if (verdict.kind === 'retry') messages[index] = verdict.message;
      else if (stored) messages[index] = { ...stored, state: 'done' };
      return verdict;
    },
    async parkDamaged({ envelope }) {
      const index = messages.findIndex((one) => one.envelope.id === envelope.id);
      messages[index] = { ...messages[index]!, state: 'parked' };
      return { kind: 'parked' };
    },
    onVerdict: () => {},
    ...more,
  });
  const queues = new Set(messages.map(({ queue }) => queue));
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0)).then(() => scheduler);
  return {
    ...{ scheduler, clock, held, live, started, noted, verdicts, messages, settled },
    shown: () => shown,
    async go() {
      scheduler.resume(queues);
      await settled();
    },
    async end(id: string) {
      live.get(id)?.settle({ kind: 'completed' });
      await settled();
    },
    /** Ends whatever runs until nothing does. */
    async endAll() {
      while (live.size > 0) {
        for (const run of [...live.values()]) run.settle({ kind: 'completed' });
        await settled();
      }
    },
  };
}

describe('Scheduler', () => {
  it('runs what waits in order per key, and notes when each begins and ends', async () => {
    const { go, end, started, noted } = scheduling([message(1, 'A'), message(2, 'A'), message(3, 'B')]);
    await go();
    expect(started).to.deep.equal(['m1', 'm3']);
    await end('m1');
    expect(started).to.deep.equal(['m1', 'm3', 'm2']);
    expect(noted).to.deep.equal(['+m1', '+m3', '-m1', '+m2']);
  });

  it('parks a message that cannot be read, with its key behind it, and runs all others', async () => {
    const damaged = 'no JSON';
    const lost = { claim: { digest: 'd', bytes: 9 } };
    const list = [message(1, 'A', { damaged }), message(2, 'A'), message(3, 'B', lost), message(4, 'C')];
    const { go, endAll, started, messages } = scheduling(list);
    await go();
    await endAll();
    expect(started).to.deep.equal(['m4']);
    expect(messages.map(({ state }) => state)).to.deep.equal(['parked', 'accepted', 'parked', 'done']);
  });

  it('runs as many of a queue as the site says', async () => {
    const messages = [1, 2, 3, 4, 5].map((n) => message(n, `K${n}`));
    const { go, end, started } = scheduling(messages, { settingsOf: () => ({ concurrency: 2 }) });
    await go();
    expect(started).to.have.length(2);
    await end('m1');
    expect(started).to.have.length(3);
  });

  it('gives the free places to the queue that goes first, and keeps the order per key in each', async () => {
    const messages = Array.from({ length: 40 }, (_, n) =>
      message(n + 1, `K${n % 8}`, { queue: n < 20 ? 'entry:slow' : 'entry:first' }),
    );
    const settingsOf = (queue: string) => ({ priority: queue === 'entry:first' ? 1 : 0 });
    const { go, endAll, started } = scheduling(messages, { settingsOf, total: 1 });
    await go();
    await endAll();
    const first = started.slice(1, 21).filter((id) => Number(id.slice(1)) > 20);
    expect(first.length).to.be.within(16, 18);
    expect(started).to.have.length(40);
    for (let key = 0; key < 8; key += 1) {
      for (const queue of ['entry:slow', 'entry:first']) {
        const mine = messages.filter((one) => one.queue === queue && one.envelope.key === `K${key}`);
        const ids = mine.map(({ envelope }) => envelope.id);
        expect(started.filter((id) => ids.includes(id))).to.deep.equal(ids);
      }
    }
  });

  it('runs what was put off when it is due, and what is behind it after it', async () => {
    const later = '2026-03-02T08:00:30.000Z';
    const { go, clock, started, endAll, settled } = scheduling([
      message(1, 'A', { availableAt: later }),
      message(2, 'A'),
      message(3, 'B'),
    ]);
    await go();
    await endAll();
    expect(started).to.deep.equal(['m3']);
    clock.advance(29_000);
    await settled();
    expect(started).to.deep.equal(['m3']);
    clock.advance(1_000);
    await settled();
    await endAll();
    expect(started).to.deep.equal(['m3', 'm1', 'm2']);
  });

  it('tries a retried message again after its delay', async () => {
    const { go, end, verdicts, clock, started, settled, messages } = scheduling([message(1, 'A')]);
    await go();
    const again = { ...message(1, 'A'), attempts: 1, availableAt: '2026-03-02T08:00:05.000Z' };
    verdicts.set('m1', { kind: 'retry', message: again });
    await end('m1');
    expect(messages[0]?.attempts).to.equal(1);
    verdicts.clear();
    clock.advance(5_000);
    await settled();
    expect(started).to.deep.equal(['m1', 'm1']);
  });

  it('ends the runs of shards that went to another worker, and starts nothing of them', async () => {
    const { go, scheduler, held, live, started, settled } = scheduling([
      message(1, 'A'),
      message(2, 'A'),
      message(3, 'B'),
    ]);
    await go();
    const lost = shardOf('A');
    held.delete(lost);
    scheduler.lose([lost]);
    await settled();
    expect([...live.keys()]).to.deep.equal(['m3']);
    expect(started).to.deep.equal(['m1', 'm3']);
    held.add(lost);
    await scheduler.reloadBlocks();
    await settled();
    expect(started).to.deep.equal(['m1', 'm3', 'm1']);
  });

  it('runs a message again, before what is behind it, whose end was refused for a lease that is here again', async () => {
    const list = [message(1, 'A'), message(2, 'A'), message(3, 'A')];
    const shard = shardOf('A');
    const refusing = scheduling(list, {
      async conclude(run) {
        await run.outcome;
        refusing.live.delete('m1');
        refusing.held.delete(shard);
        refusing.scheduler.lose([shard]);
        refusing.held.add(shard);
        await refusing.scheduler.reloadBlocks();
        return { kind: 'gone' };
      },
    });
    await refusing.go();
    await refusing.end('m1');
    expect(refusing.started).to.deep.equal(['m1', 'm1']);
  });

  it('starts nothing while it is held', async () => {
    const { go, scheduler, started, settled } = scheduling([message(1, 'A')]);
    const work = Promise.withResolvers<void>();
    const holding = scheduler.hold(work.promise);
    await go();
    expect(started).to.deep.equal([]);
    work.resolve();
    await holding;
    await settled();
    expect(started).to.deep.equal(['m1']);
  });

  it('runs what may have brought the process down with nothing beside it, one after the other', async () => {
    const rest: string[] = [];
    const { go, end, started, live, noted } = scheduling(
      [
        message(1, 'A'),
        message(2, 'B', { lastError: crashed }),
        message(3, 'C', { lastError: crashed }),
        message(4, 'D'),
      ],
      { rest: { begin: () => rest.push('begin'), atRest: () => true, end: () => rest.push('end') } },
    );
    await go();
    expect(started).to.deep.equal(['m1']);
    await end('m1');
    expect([...live.keys()]).to.deep.equal(['m2']);
    expect(noted).to.deep.equal(['+m1', '-m1', '+m2']);
    await end('m2');
    expect([...live.keys()]).to.deep.equal(['m3']);
    expect(rest).not.to.include('end');
    await end('m3');
    expect([...live.keys()]).to.deep.equal(['m4']);
    expect(rest.at(-1)).to.equal('end');
  });

  it('lets a suspect wait for what else is at work, and lets it go when a deploy comes between', async () => {
    let atRest = false;
    const { go, scheduler, started, settled, clock } = scheduling([message(1, 'A', { lastError: crashed })], {
      rest: { begin: () => {}, atRest: () => atRest, end: () => {} },
    });
    await go();
    expect(started).to.deep.equal([]);
    scheduler.pause();
    await go();
    atRest = true;
    clock.advance(20);
    await settled();
    expect(started).to.deep.equal(['m1']);
  });

  it('finds the others behind 100,000 messages of one key at once, and reads those once', async function () {
    this.timeout(240_000);
    const long = Array.from({ length: 100_000 }, (_, n) => message(n + 1, 'long'));
    const others = Array.from({ length: 20 }, (_, n) => message(200_000 + n, `other ${n}`));
    const { go, started, end, live, shown } = scheduling([...long, ...others]);
    await go();
    expect(started).to.have.length(21);
    for (let n = 0; n < 300; n += 1) await end([...live.keys()][0] ?? '');
    expect(started.filter((id) => Number(id.slice(1)) <= 100_000).length).to.be.greaterThan(250);
    expect(shown()).to.be.below(800);
  });
});
