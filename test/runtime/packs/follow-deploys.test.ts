import { expect } from 'chai';
import type { Json, Operation } from '../../../ledger/ledger.ts';
import { followDeploys } from '../../../runtime/packs/follow-deploys.ts';
import { ManualClock } from '../../support/manual-clock.ts';

describe('followDeploys', () => {
  const states = new Map<string, Json>();
  let clock: ManualClock;
  beforeEach(() => {
    states.clear();
    clock = new ManualClock();
  });

  const worker = (name: string, files: { loaded: string; disk: string }) => {
    const logs: string[] = [];
    let reloads = 0;
    const deploys = followDeploys({
      siteId: 'site',
      clock,
      log: (level, text) => void logs.push(`${level}: ${text}`),
      ledger: {
        cluster: { worker: name } as never,
        state: async (key) => states.get(key) ?? null,
        async commit(operations: readonly Operation[]) {
          for (const one of operations) if (one.op === 'state') states.set(one.name, one.value);
          return { committed: true, numbers: {}, accepted: [] };
        },
      },
      store: {
        get digest() {
          return files.loaded;
        },
        digestOnDisk: () => files.disk,
      },
      async reload() {
        reloads += 1;
        files.loaded = files.disk;
      },
    });
    return { deploys, logs, files, reloads: () => reloads };
  };
  const look = async (): Promise<void> => {
    clock.advance(2_000);
    await new Promise(setImmediate);
  };

  it('loads the flows again that another worker deployed to the same files', async () => {
    const a = worker('a', { loaded: '1', disk: '1' });
    const b = worker('b', { loaded: '1', disk: '1' });
    await a.deploys.tell();
    b.deploys.start();
    await look();
    expect(b.reloads()).to.equal(0);
    a.files.loaded = '2';
    b.files.disk = '2';
    await a.deploys.tell();
    await look();
    await look();
    expect(b.reloads()).to.equal(1);
    expect(b.files.loaded).to.equal('2');
  });

  it('goes on and says so once when its own files are others', async () => {
    const a = worker('a', { loaded: '2', disk: '2' });
    const b = worker('b', { loaded: '1', disk: '1' });
    b.deploys.start();
    await a.deploys.tell();
    await look();
    await look();
    expect(b.reloads()).to.equal(0);
    expect(b.logs).to.deep.equal(['warn: a runs other flows than this worker, whose packs have other files']);
    b.files.disk = '2';
    for (let seconds = 0; seconds < 30; seconds += 2) await look();
    expect(b.reloads()).to.equal(1);
  });

  it('looks no more when it is stopped', async () => {
    const a = worker('a', { loaded: '2', disk: '2' });
    const b = worker('b', { loaded: '1', disk: '2' });
    b.deploys.start();
    b.deploys.stop();
    await a.deploys.tell();
    await look();
    expect(b.reloads()).to.equal(0);
  });
});
