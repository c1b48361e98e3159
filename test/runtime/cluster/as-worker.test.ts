import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { asWorker, workerName } from '../../../runtime/cluster/as-worker.ts';
import type { LoadedSite } from '../../../runtime/site/site.ts';

const site = (ledger: object) =>
  ({
    ...{ file: 'site.yaml', dataFolder: '/data', http: { host: '127.0.0.1', port: 1880 }, ledger },
  }) as LoadedSite;
const postgres = { store: 'postgres', url: 'postgres://db/x', worker: null };

describe('asWorker', () => {
  it('leaves the site as it is, but for the port that was given', () => {
    expect(asWorker(site(postgres), {})).to.deep.equal(site(postgres));
    expect(asWorker(site({ store: 'sqlite' }), { port: 7 }).http.port).to.equal(7);
  });

  it('gives a further worker a data folder of its own, its name, and a free port', () => {
    const worker = asWorker(site(postgres), { worker: 'two' });
    expect(worker.dataFolder).to.equal('/data/workers/two');
    expect(worker.http.port).to.equal(0);
    expect(worker.ledger).to.include({ worker: 'two' });
    expect(asWorker(site(postgres), { worker: 'two', port: 1881 }).http.port).to.equal(1881);
  });

  it('refuses a further worker on a ledger that has one owner', () => {
    expect(() => asWorker(site({ store: 'sqlite' }), { worker: 'two' })).to.throw('has one owner');
  });
});

describe('workerName', () => {
  it('is made of the machine once, and the same at every start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-worker-'));
    try {
      const name = workerName(folder, { hostname: () => 'box 1', hex: () => 'ab12' });
      expect(name).to.equal('box-1-ab12');
      expect(workerName(folder, { hostname: () => 'other', hex: () => 'ffff' })).to.equal(name);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
