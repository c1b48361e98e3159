import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Ledger } from '../../../ledger/ledger.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { pullForward } from '../../../runtime/clock-jumps/pull-forward.ts';
import { delivery, failure, message, testClock } from '../../contract/ledger/samples.ts';

const hour = 3_600_000;
const policy = { attempts: 8, firstDelayMs: 500, factor: 2, maxDelayMs: 60_000 };

describe('pullForward', () => {
  const clock = testClock();
  let folder = '';
  let ledger: Ledger;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-forward-'));
    ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: clock.now });
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pulled = () =>
    pullForward({
      ledger,
      clock: { now: clock.now, after: () => () => {} },
      retryOf: () => policy,
      retryOfSystem: () => policy,
    });
  const retried = async (afterMs: number, parameters: Record<string, unknown> = {}): Promise<void> => {
    const error = { ...failure, parameters: { ...failure.parameters, ...parameters } } as typeof failure;
    const availableAt = clock.instant(afterMs);
    await ledger.accept([message('m1')]);
    await ledger.commit([{ op: 'retry', messageId: 'm1', attempts: 2, availableAt, error }]);
    await ledger.commit([{ op: 'deliver', delivery: delivery('d1') }]);
    await ledger.commit([{ op: 'retryDelivery', deliveryId: 'd1', attempts: 3, availableAt, error }]);
  };

  it('gives back what was put off for longer than its policy ever does, with its attempts and error', async () => {
    await retried(5 * hour);
    expect(await pulled()).to.equal(2);
    const due = { now: clock.instant(), afterSequence: 0, limit: 10 };
    const [stored] = await ledger.pending(due);
    expect(stored).to.deep.include({ attempts: 2, availableAt: clock.instant() });
    const [call] = await ledger.dueDeliveries(due);
    expect(call).to.deep.include({ attempts: 3, availableAt: clock.instant() });
    expect(call?.lastError?.code).to.equal(failure.code);
    expect(await pulled()).to.equal(0);
  });

  it('leaves alone what waits as long as its policy says, or as its system has asked', async () => {
    await retried(59_000);
    expect(await pulled()).to.equal(0);
  });

  it('leaves alone what its system asked to be left alone for', async () => {
    await retried(0.9 * hour, { retryAfterMs: hour });
    expect(await pulled()).to.equal(0);
  });

  it('leaves alone what was delayed on purpose', async () => {
    await ledger.accept([message('m1', { availableAt: clock.instant(5 * hour) })]);
    expect(await pulled()).to.equal(0);
  });
});
