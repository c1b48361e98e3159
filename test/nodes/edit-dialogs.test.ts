import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { readNodeFolder } from '../../node-kit/build/node-folder.ts';
import { buildNodes } from '../../scripts/build-nodes.ts';
import { closeDialog, type Editor, openDialog, openEditor, startBrowser } from '../support/browser.ts';
import { type EditorServer, startEditor } from '../support/editor-server.ts';
import { type TemporaryRoot, temporaryRoot } from '../support/temporary-root.ts';

const nodes = new URL('../../nodes', import.meta.url).pathname;
const names = globSync('*/definition.ts', { cwd: nodes })
  .map((path) => path.split('/')[0] ?? '')
  .sort();
const tab = 'f0f0f0f0f0f0f0f0';
const idOf = (name: string, copy: string) =>
  `${copy}${Buffer.from(name).toString('hex')}`.padEnd(16, '0').slice(0, 12) +
  names.indexOf(name).toString(16).padStart(4, '0');

/** Each node as it is dropped from the palette, and once as its first example configures it. */
function everyNode(): Record<string, unknown>[] {
  return names.flatMap((name, index) => {
    const [file] = globSync('examples/*.json', { cwd: join(nodes, name) }).sort();
    const example: Record<string, unknown>[] = file
      ? JSON.parse(readFileSync(join(nodes, name, file), 'utf8'))
      : [];
    const configured = example.find(({ type }) => type === `crossdock-${name}`);
    const place = { z: tab, x: 200, y: 60 * index + 60, wires: [] };
    return [
      { id: idOf(name, 'a'), type: `crossdock-${name}`, ...place },
      ...(configured ? [{ ...configured, ...place, id: idOf(name, 'b'), x: 500 }] : []),
    ];
  });
}

describe('edit dialogs', function () {
  this.timeout(240_000);
  let root: TemporaryRoot;
  let server: EditorServer;
  let browser: Browser;
  let editor: Editor;

  before(async () => {
    root = temporaryRoot();
    await buildNodes(root.path);
    const flows = [{ id: tab, type: 'tab', label: 'every node' }, ...everyNode()];
    server = await startEditor({
      nodesDir: join(root.path, 'dist/nodes'),
      flows,
      pickers: {
        systems: [{ value: 'erp', label: 'erp', detail: 'odata' }],
        schedules: [{ value: 'nightly', label: 'nightly' }],
        'pack-files': [{ value: 'mappings/a.mapping.yaml', label: 'mappings/a.mapping.yaml' }],
        channels: [{ value: 'orders', label: 'orders' }],
        'canonical-objects': [
          { value: 'item', label: 'Item' },
          { value: 'sales-order', label: 'Sales order' },
        ],
      },
    });
    browser = await startBrowser();
    editor = await openEditor(browser, server.url);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    root?.remove();
  });

  it('loads the editor without an error in the console', () => {
    expect(editor.errors).to.deep.equal([]);
  });

  for (const name of names) {
    it(`opens crossdock-${name} with a visible label for every shown field`, async () => {
      const { definition } = await readNodeFolder(nodes, name);
      await openDialog(editor, idOf(name, 'a'));
      const rows = editor.page.locator('.red-ui-tray .crossdock-form [data-crossdock-field]');
      expect(await rows.count()).to.equal(Object.keys(definition.fields).length);
      const labels = await rows.locator('> label').allTextContents();
      expect(labels.filter((label) => label.trim() === '' || label.includes('fields.'))).to.deep.equal([]);
      await closeDialog(editor, 'cancel');
      expect(editor.errors).to.deep.equal([]);
    });

    it(`leaves a configured crossdock-${name} as it was when Done changes nothing`, async () => {
      const id = idOf(name, 'b');
      const stored = () =>
        editor.page.evaluate(`(() => {
          const node = RED.nodes.node(${JSON.stringify(id)});
          return node && Object.fromEntries(Object.keys(node._def.defaults).map((key) => [key, node[key]]));
        })()`);
      const before = await stored();
      expect(before, 'its configuration from an example that builds').to.be.an('object');
      await openDialog(editor, id);
      await editor.page.waitForLoadState('networkidle');
      await closeDialog(editor, 'ok');
      const after = await stored();
      expect(withoutEmpty(after)).to.deep.equal(withoutEmpty(before));
      expect(editor.errors).to.deep.equal([]);
    });
  }
});

/** Node-RED's inputs turn an absent value into empty text, with its type beside it, and a number into its digits. */
function withoutEmpty(stored: unknown): unknown {
  const value = stored as Readonly<Record<string, unknown>>;
  const isEmpty = (part: unknown): boolean => part === '' || part === null;
  const isTypeOfNothing = (name: string): boolean =>
    name.endsWith('Type') && isEmpty(value[name.slice(0, -'Type'.length)]);
  return JSON.parse(
    JSON.stringify(value, (name, part) => {
      if (isEmpty(part) || isTypeOfNothing(name)) return undefined;
      return typeof part === 'number' ? String(part) : part;
    }),
  );
}
