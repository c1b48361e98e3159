import { join } from 'node:path';
import { expect } from 'chai';
import { buildNodes } from '../../scripts/build-nodes.ts';
import { type EditorServer, startEditor } from '../support/editor-server.ts';
import { nodeFolder, type TemporaryRoot, temporaryRoot } from '../support/temporary-root.ts';

const tab = 'f0f0f0f0f0f0f0f0';
const on = (id: string, type: string) => ({ id, type, z: tab, x: 100, y: 100, name: '', wires: [[]] });

describe('a broken node folder', () => {
  let root: TemporaryRoot;
  let server: EditorServer;
  let failed: string[];
  const types = new Map<string, string | undefined>();

  before(async function () {
    this.timeout(240_000);
    root = temporaryRoot({
      ...nodeFolder('good'),
      ...nodeFolder('also-good'),
      ...nodeFolder('no-words', { 'labels.en-US.json': '{"label":"x"}' }),
      ...nodeFolder('bad-definition', { 'definition.ts': 'export const definition = ;' }),
      ...nodeFolder('bad-runtime', { 'runtime.ts': "throw new Error('no such device');" }),
    });
    failed = await buildNodes(root.path);
    server = await startEditor({
      nodesDir: join(root.path, 'dist/nodes'),
      flows: [{ id: tab, type: 'tab', label: 'here' }, on('a0a0a0a0a0a0a0a0', 'crossdock-good')],
    });
    const answer = await fetch(`${server.url}nodes`, { headers: { accept: 'application/json' } });
    for (const set of (await answer.json()) as { name: string; module: string; err?: string }[]) {
      if (set.module === 'crossdock-nodes') types.set(set.name, set.err);
    }
  });

  after(async () => {
    await server?.stop();
    root?.remove();
  });

  it('is reported by the build, which goes on with the others', () => {
    expect(failed).to.deep.equal(['bad-definition', 'no-words']);
  });

  it('disables only itself', () => {
    expect(types.get('good')).to.equal(undefined);
    expect(types.get('also-good')).to.equal(undefined);
    expect([...types.keys()].sort()).to.deep.equal([
      'also-good',
      'bad-definition',
      'bad-runtime',
      'good',
      'no-words',
    ]);
  });

  it('says in the palette and in the log what is wrong with which folder', async () => {
    expect(types.get('bad-runtime')).to.contain('nodes/bad-runtime cannot be loaded: no such device');
    expect(types.get('no-words')).to.contain(
      'labels.en-US.json lacks summary, fields.text.label, outputs.done',
    );
    const lines = (await server.logs()).map(({ text }) => text);
    expect(lines.filter((line) => line.startsWith('CD_NODE_LOAD_FAILED'))).to.have.length(3);
  });

  it('leaves the flows of the others running', async () => {
    // The server answers before its flows run.
    const until = Date.now() + 15_000;
    let attached = await server.attached();
    while (attached.length === 0 && Date.now() < until) attached = await server.attached();
    expect(attached.map(({ id }) => id)).to.deep.equal(['a0a0a0a0a0a0a0a0']);
  });

  it('keeps the editor loading the others', async () => {
    const html = await (await fetch(`${server.url}nodes`, { headers: { accept: 'text/html' } })).text();
    expect(html).to.contain('data-template-name="crossdock-also-good"');
    expect(html).to.not.contain('crossdock-no-words');
  });
});
