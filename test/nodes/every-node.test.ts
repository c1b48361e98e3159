import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { missingLabels } from '../../node-kit/build/missing-labels.ts';
import { type NodeFolderSources, readNodeFolder } from '../../node-kit/build/node-folder.ts';
import { outputNames } from '../../node-kit/define-node.ts';
import { parseConfig } from '../../node-kit/parse-config.ts';
import { type Upgrades, upgradeConfig } from '../../node-kit/upgrade-config.ts';
import { buildNodes } from '../../scripts/build-nodes.ts';
import { type EditorServer, startEditor } from '../support/editor-server.ts';
import { type TemporaryRoot, temporaryRoot } from '../support/temporary-root.ts';

const nodes = new URL('../../nodes', import.meta.url).pathname;
const names = globSync('*/definition.ts', { cwd: nodes })
  .map((path) => path.split('/')[0] ?? '')
  .sort();
type ExampleNode = { id: string; type: string; z?: string; x?: number; y?: number; wires?: string[][] };

async function upgradesOf(folder: NodeFolderSources): Promise<Upgrades> {
  return folder.hasUpgrades ? (await import(join(folder.path, 'upgrades.ts'))).upgrades : {};
}

describe('every node', () => {
  let root: TemporaryRoot;
  let server: EditorServer;
  let types: Map<string, { loaded: boolean; module: string }>;
  let folders: Map<string, NodeFolderSources>;

  before(async function () {
    this.timeout(240_000);
    root = temporaryRoot();
    await buildNodes(root.path);
    server = await startEditor({ nodesDir: join(root.path, 'dist/nodes') });
    const listed: { types: string[]; module: string; err?: string; enabled: boolean }[] = await (
      await fetch(`${server.url}nodes`, { headers: { accept: 'application/json' } })
    ).json();
    types = new Map(
      listed.flatMap((set) =>
        set.types.map((type) => [type, { loaded: set.enabled && !set.err, module: set.module }] as const),
      ),
    );
    folders = new Map();
    for (const name of names) {
      const folder = await readNodeFolder(nodes, name).catch(() => undefined);
      if (folder) folders.set(name, folder);
    }
  });

  after(async () => {
    await server?.stop();
    root?.remove();
  });

  for (const name of names) {
    describe(`crossdock-${name}`, () => {
      it('loads in Node-RED', async () => {
        await readNodeFolder(nodes, name);
        expect(types.get(`crossdock-${name}`)).to.deep.equal({ loaded: true, module: 'crossdock-nodes' });
      });

      it('has words for every field and output, help, and a white 40 × 60 icon', () => {
        const folder = folders.get(name)!;
        expect(missingLabels(folder.definition, folder.labels)).to.deep.equal([]);
        expect(folder.help.trim().length).to.be.greaterThan(80);
        expect(folder.icon).to.match(/<svg[^>]*width="40"[^>]*height="60"/);
        expect(folder.icon.toLowerCase()).to.match(/#fff|white/);
      });

      it('has an example that only uses known nodes, correctly configured and wired', async () => {
        const examples = globSync('examples/*.json', { cwd: join(nodes, name) });
        expect(examples).to.not.be.empty;
        const menu = await (
          await fetch(`${server.url}library/examples/flows/crossdock-nodes/${name}`)
        ).text();
        for (const example of examples) {
          expect(menu, 'the import menu').to.contain(example.replace(/^examples\/|\.json$/g, ''));
          const flow: ExampleNode[] = JSON.parse(readFileSync(join(nodes, name, example), 'utf8'));
          expect(
            flow.map(({ type }) => type),
            example,
          ).to.include(`crossdock-${name}`);
          for (const node of flow) await checkExampleNode(node, flow, example);
        }
      });

      it('upgrades every older configuration to a valid version', async () => {
        const folder = folders.get(name)!;
        const upgrades = await upgradesOf(folder);
        const steps = Object.keys(upgrades).map(Number);
        expect(steps).to.deep.equal(
          Array.from({ length: folder.definition.version - 1 }, (_, index) => index + 2),
        );
        if (steps.length === 0) return;
        expect(
          existsSync(new URL(`${name}-upgrades.test.ts`, import.meta.url)),
          'a test of its upgrades',
        ).to.equal(true);
      });
    });
  }

  async function checkExampleNode(node: ExampleNode, flow: ExampleNode[], example: string): Promise<void> {
    const at = `${example}: ${node.type} ${node.id}`;
    expect(node.id, at).to.match(/^[0-9a-f]{16}$/);
    for (const target of node.wires?.flat() ?? []) {
      expect(
        flow.some(({ id }) => id === target),
        `${at} is wired to ${target}`,
      ).to.equal(true);
    }
    if (['tab', 'group', 'comment'].includes(node.type)) return;
    expect(types.has(node.type), `${at} is a known type`).to.equal(true);
    const folder = folders.get(node.type.replace(/^crossdock-/, ''));
    if (!folder || !node.type.startsWith('crossdock-')) return;
    const { definition } = folder;
    const { config } = upgradeConfig({ ...node }, definition.version, await upgradesOf(folder));
    expect(parseConfig(definition.fields, config).problems, at).to.deep.equal([]);
    if (definition.role === 'config') return;
    expect([node.x, node.y], `${at} has a place`).to.satisfy((place: unknown[]) =>
      place.every(Number.isFinite),
    );
    expect(node.wires?.length ?? 0, `${at} ports`).to.be.at.most(outputNames(definition, config).length);
  }
});
