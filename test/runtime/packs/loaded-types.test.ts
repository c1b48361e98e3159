import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FlowNode } from '../../../runtime/packs/form/flow.ts';
import { createStorage } from '../../../runtime/packs/storage.ts';

describe('a deploy of node types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-storage-'));
  const steps: string[] = [];
  const store = {
    load: () => [],
    save: () => {
      steps.push('written');
      return new Map();
    },
  };
  const storage = createStorage(store, folder, {
    saved: async () => void steps.push('saved'),
    isLoaded: (type) => type === 'change',
  });
  beforeEach(() => steps.splice(0));
  after(() => rmSync(folder, { recursive: true }));

  const refused = async (flows: FlowNode[]): Promise<Error & { code?: string }> => {
    const thrown = await storage.saveFlows(flows).then(
      () => null,
      (error: Error) => error,
    );
    if (!thrown) throw new Error('it was taken');
    return thrown;
  };

  it('is taken when the site loads them all, what is drawn and subflows of the same deploy included', async () => {
    const types = ['tab', 'group', 'change', 'subflow:s'].map((type) => ({ id: type, type }));
    await storage.saveFlows([...types, { id: 's', type: 'subflow' }]);
    expect(steps).to.deep.equal(['written', 'saved']);
  });

  it('is refused before anything is written or stopped, with the nodes by name', async () => {
    const error = await refused([
      { id: 'a', type: 'function', name: 'Add tax' },
      { id: 'b', type: 'exec', name: '' },
      { id: 'c', type: 'subflow:gone' },
    ]);
    expect(error.code).to.equal('CD_PACK_NODE_TYPE');
    expect(error.message).to.contain('Add tax (function), b (exec), c (subflow:gone)');
    expect(steps).to.deep.equal([]);
  });
});
