import { expect } from 'chai';
import type { Operation, RetentionPolicy, RetentionReport } from '../../../ledger/ledger.ts';
import { shardOf } from '../../../ledger/shard.ts';
import { Retention } from '../../../runtime/retention/retention.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const policy: RetentionPolicy = { contentDays: 90, processDays: 400, idempotencyDays: 90, traceDays: 7 };
const hour = 3_600_000;
const turn = () => new Promise(setImmediate);

describe('Retention', () => {
  let clock: ManualClock;
  let reports: (RetentionReport | Error)[];
  let asked: { policy: RetentionPolicy; now: string; limit: number }[];
  let audit: Operation[];
  let logs: string[];
  let holds: boolean;
  let busy: boolean;
  let steadyMs: number;
  let task: Retention;

  beforeEach(() => {
    clock = new ManualClock();
    reports = [];
    asked = [];
    audit = [];
    logs = [];
    holds = true;
    busy = false;
    steadyMs = 0;
    const ledger = {
      retain: async (wanted: RetentionPolicy, now: string, limit: number) => {
        asked.push({ policy: wanted, now, limit });
        steadyMs += 10;
        const report = reports.shift() ?? { deleted: {}, more: false };
        if (report instanceof Error) throw report;
        return report;
      },
      commit: async (operations: readonly Operation[]) => {
        audit.push(...operations);
        return { committed: true, numbers: {}, accepted: [] } as const;
      },
      cluster: { holds: (shard: number) => holds && shard === shardOf('retention') } as never,
    };
    const log = (level: string, text: string) => void logs.push(`${level}: ${text}`);
    task = new Retention({ ledger, clock, log, policy, busy: () => busy, elapsedMs: () => steadyMs });
    task.start();
  });
  afterEach(() => task.stop());

  async function advance(ms: number): Promise<void> {
    clock.advance(ms);
    await turn();
  }

  it('deletes in small steps with pauses until nothing is left, then tells it once', async () => {
    reports = [
      { deleted: { messages: 400, deliveries: 100 }, more: true },
      { deleted: { messages: 20, hops: 7 }, more: false },
    ];
    await advance(59_999);
    expect(asked).to.deep.equal([]);
    await advance(1);
    expect(asked).to.deep.equal([{ policy, now: '2026-03-02T08:01:00.000Z', limit: 500 }]);
    await advance(39);
    expect(asked).to.have.length(1);
    await advance(1);
    expect(asked).to.have.length(2);
    const deleted = { messages: 420, deliveries: 100, hops: 7 };
    expect(audit).to.deep.equal([
      {
        op: 'audit',
        entry: {
          ...{
            at: '2026-03-02T08:01:00.040Z',
            by: 'retention',
            action: 'retention.ran',
            subject: 'retention',
          },
          data: { deleted, policy },
        },
      },
    ]);
    expect(logs).to.deep.equal(['info: 527 rows past their retention deleted']);
  });

  it('leaves longer pauses while runs are live, and comes to an end all the same', async () => {
    busy = true;
    reports = [
      { deleted: { messages: 500 }, more: true },
      { deleted: { messages: 1 }, more: false },
    ];
    await advance(60_000);
    await advance(119);
    expect(asked).to.have.length(1);
    await advance(1);
    expect(asked).to.have.length(2);
    expect(audit).to.have.length(1);
  });

  it('looks again every hour and says nothing when there is nothing to delete', async () => {
    await advance(60_000);
    await advance(hour);
    await advance(hour);
    expect([asked.length, audit, logs]).to.deep.equal([3, [], []]);
  });

  it('is done by one worker only, and by this one as soon as it is its turn', async () => {
    holds = false;
    await advance(60_000);
    await advance(hour);
    expect(asked).to.deep.equal([]);
    holds = true;
    await advance(hour);
    expect(asked).to.have.length(1);
  });

  it('tries again in an hour when the ledger refuses', async () => {
    reports = [new Error('disk full')];
    await advance(60_000);
    expect(logs).to.deep.equal([
      'warn: what is past its retention could not be deleted, it is tried again in an hour',
    ]);
    await advance(hour);
    expect(asked).to.have.length(2);
  });

  it('stops between two steps', async () => {
    reports = [{ deleted: { messages: 500 }, more: true }];
    await advance(60_000);
    task.stop();
    await advance(hour);
    expect(asked).to.have.length(1);
  });
});
