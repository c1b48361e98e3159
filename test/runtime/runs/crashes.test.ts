import { expect } from 'chai';
import { entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const flow: FlowNode[] = [
  entry('orders', 'hold'),
  step('hold', 'gate', 'risky'),
  step('risky', 'crash', 'done'),
  step('done', 'note'),
];

/** Attempts of the test site's retry policy. */
const attempts = 3;

describe('a message that brings the process down', () => {
  let flows: RunningFlows;
  beforeEach(async () => {
    flows = await RunningFlows.start(flow);
  });
  afterEach(() => flows.stop());

  const bad = { crash: true };

  /** Starts again and lets what was put off become due. */
  const startAgain = async (): Promise<void> => {
    await flows.restart();
    await flows.call('keepOpen', 'hold');
    // What runs alone takes its turn one after the other: each has its delay behind it.
    await flows.call('advance', 5_000).catch(() => {});
  };

  it('is found among those that were run with it, and parked after its attempts; the others are done', async function () {
    this.timeout(240_000);
    const good = await Promise.all(['A', 'B', 'C'].map((key) => flows.accept('orders', { n: 1 }, { key })));
    const { id } = await flows.accept('orders', bad, { key: 'X' });
    const behind = await flows.accept('orders', { n: 2 }, { key: 'X', idempotencyKey: 'behind' });
    for (let n = 0; n < 4; n += 1) await flows.atGate('hold');
    const ended = flows.untilEnded();
    void flows.call('openGate', 'hold');
    await ended;

    // Alone, it ends the process again and again, until it has had its attempts.
    for (let crash = 1; crash < attempts; crash += 1) {
      const next = startAgain();
      await flows.untilEnded();
      await Promise.race([next, flows.untilEnded()]);
    }
    await startAgain();
    await flows.untilState(id, 'parked');
    for (const { id: other } of good) await flows.untilState(other, 'done');
    expect((await flows.message(behind.id))?.state).to.equal('accepted');

    const exceptions = await flows.openExceptions();
    expect(exceptions).to.have.length(1);
    const [{ error, subjectId } = { error: undefined, subjectId: undefined }] = exceptions;
    expect(subjectId).to.equal(id);
    expect(error?.code).to.equal('CD_RUN_CRASHED');
    expect(error?.message).to.contain(id).and.to.contain('key X').and.to.contain(`attempt ${attempts}`);
  });

  it('runs again when a person has corrected it', async function () {
    this.timeout(240_000);
    const { id } = await flows.accept('orders', bad, { key: 'X' });
    await flows.atGate('hold');
    for (let crash = 0; crash < attempts; crash += 1) {
      const next = crash === 0 ? flows.call('openGate', 'hold') : startAgain();
      await flows.untilEnded();
      await Promise.race([next, flows.untilEnded()]);
    }
    const harmless = flow.map((node) => (node.id === 'risky' ? { ...node, action: 'pass' } : node));
    await flows.restart({ flow: harmless });
    await flows.call('keepOpen', 'hold');
    await flows.untilState(id, 'parked');
    const [exception] = await flows.openExceptions();
    await flows.call('retryException', exception?.id);
    await flows.untilState(id, 'done');
  });

  it('counts nothing when the process is told to stop', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'A' });
    await flows.atGate('hold');
    const drained = flows.call('drain', 5_000);
    await flows.call('advance', 5_000);
    await drained;
    await flows.kill();
    await flows.restart();
    await flows.atGate('hold');
    expect((await flows.message(id))?.attempts).to.equal(0);
  });
});
