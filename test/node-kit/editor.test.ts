import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { buildNodes } from '../../scripts/build-nodes.ts';
import { closeDialog, type Editor, openDialog, openEditor, startBrowser } from '../support/browser.ts';
import { type EditorServer, startEditor } from '../support/editor-server.ts';
import { nodeFolder, type TemporaryRoot, temporaryRoot } from '../support/temporary-root.ts';

const repository = new URL('../../', import.meta.url).pathname;
const tab = 'f0f0f0f0f0f0f0f0';
const fancy = 'a0a0a0a0a0a0a0a1';
const route = 'a0a0a0a0a0a0a0a2';

const definition = `import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';
export const definition = defineNode({
  type: 'crossdock-fancy', category: 'crossdock connect', role: 'step', version: 2, inputs: 1, outputs: ['done'],
  former: ['interval'],
  fields: {
    mode: field.choice({ options: ['poll', 'push'] }),
    seconds: field.number({ required: true, min: 5, unit: 's', when: { field: 'mode', is: 'poll' } }),
    system: field.system({ protocols: ['sftp'], required: true }),
    channel: field.channel(),
    body: field.code({ language: 'json', default: '{}' }),
  },
});
`;
const labels = {
  label: 'fancy',
  summary: 'Does.',
  outputs: { done: 'done' },
  fields: {
    mode: { label: 'Mode', options: { poll: 'poll', push: 'push' } },
    seconds: { label: 'Every' },
    system: { label: 'System' },
    channel: { label: 'Channel' },
    body: { label: 'Body' },
  },
};
const upgrades = `import type { Upgrades } from '../../node-kit/upgrade-config.ts';
export const upgrades: Upgrades = { 2: ({ interval, ...rest }) => ({ ...rest, seconds: Number(interval) / 1000 }) };
`;
const editorHooks = `import type { EditorHooks } from '../../node-kit/editor/register.ts';
import { jquery } from '../../node-kit/editor/red.ts';
export const editor: EditorHooks = { opened: () => void jquery('.crossdock-form').attr('data-hooked', 'yes') };
`;

describe('the edit form', function () {
  this.timeout(240_000);
  let root: TemporaryRoot;
  let server: EditorServer;
  let browser: Browser;
  let editor: Editor;
  const node = (id: string): Promise<Record<string, unknown>> =>
    editor.page.evaluate(`(() => {
      const { id, type, changed, valid, validationErrors, _def, ...node } = RED.nodes.node(${JSON.stringify(id)});
      const values = Object.fromEntries(Object.keys(_def.defaults).map((key) => [key, node[key]]));
      return { ...values, changed, valid, validationErrors };
    })()`);

  before(async () => {
    const folder = join(repository, 'nodes/route');
    const routeFiles = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    root = temporaryRoot({
      ...nodeFolder('fancy', {
        'definition.ts': definition,
        'labels.en-US.json': JSON.stringify(labels),
        'upgrades.ts': upgrades,
        'editor.ts': editorHooks,
      }),
      ...nodeFolder(
        'route',
        Object.fromEntries(routeFiles.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')])),
      ),
    });
    expect(await buildNodes(root.path)).to.deep.equal([]);
    const debug = (id: string, y: number) => ({ id, type: 'debug', z: tab, x: 600, y, wires: [] });
    const rule = (value: string) => ({ test: 'equals', property: 'payload', value, upTo: '' });
    server = await startEditor({
      nodesDir: join(root.path, 'dist/nodes'),
      flows: [
        { id: tab, type: 'tab', label: 'forms' },
        {
          id: fancy,
          type: 'crossdock-fancy',
          z: tab,
          x: 200,
          y: 80,
          version: 1,
          interval: 30_000,
          mode: 'poll',
          system: 'gone',
          channel: 'orders',
          body: '{}',
          wires: [[]],
        },
        {
          id: route,
          type: 'crossdock-route',
          z: tab,
          x: 200,
          y: 200,
          version: 1,
          outputs: 3,
          matching: 'first',
          unmatched: 'otherwise',
          rules: [rule('a'), rule('b')],
          wires: [['b0b0b0b0b0b0b0b1'], ['b0b0b0b0b0b0b0b2'], ['b0b0b0b0b0b0b0b3']],
        },
        debug('b0b0b0b0b0b0b0b1', 160),
        debug('b0b0b0b0b0b0b0b2', 220),
        debug('b0b0b0b0b0b0b0b3', 280),
      ],
      pickers: {
        systems: [{ value: 'wms', label: 'wms', detail: 'sftp' }],
        channels: [{ value: 'orders', label: 'orders' }],
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

  it('offers what the site has and keeps a stored name the site lacks', async () => {
    await openDialog(editor, fancy);
    await editor.page.waitForSelector('#node-input-system option[value="wms"]', { state: 'attached' });
    const options = await editor.page.locator('#node-input-system option').allTextContents();
    expect(options).to.deep.equal(['gone (not in this site)', 'wms — sftp']);
    expect(await editor.page.inputValue('#node-input-system')).to.equal('gone');
    expect(await editor.page.locator('datalist option[value="orders"]').count()).to.equal(1);
    await closeDialog(editor, 'cancel');
  });

  it('opens an older configuration upgraded, and changes the node only on Done', async () => {
    await openDialog(editor, fancy);
    expect(await editor.page.inputValue('#node-input-seconds')).to.equal('30');
    await closeDialog(editor, 'cancel');
    expect(await node(fancy)).to.include({ version: 1, interval: 30_000 });
    await openDialog(editor, fancy);
    await closeDialog(editor, 'ok');
    expect(await node(fancy)).to.deep.include({ version: 2, seconds: '30', valid: true, changed: true });
    expect((await node(fancy)).interval).to.equal(undefined);
  });

  it('shows a field only while its condition holds', async () => {
    await openDialog(editor, fancy);
    expect(await editor.page.isVisible('#node-input-seconds')).to.equal(true);
    await editor.page.selectOption('#node-input-mode', 'push');
    expect(await editor.page.isVisible('#node-input-seconds')).to.equal(false);
    await closeDialog(editor, 'cancel');
  });

  it('marks a value the node would refuse, with the words of the deploy error', async () => {
    await openDialog(editor, fancy);
    await editor.page.fill('#node-input-seconds', '2');
    // The editor checks a field when it is left; until then the fill is only an input event.
    await editor.page.press('#node-input-seconds', 'Tab');
    await editor.page.waitForSelector('#node-input-seconds.input-error');
    await closeDialog(editor, 'ok');
    expect(await node(fancy)).to.deep.include({ valid: false, validationErrors: ['Every is below 5'] });
  });

  it('runs what editor.ts adds', async () => {
    await openDialog(editor, fancy);
    expect(await editor.page.getAttribute('.crossdock-form', 'data-hooked')).to.equal('yes');
    await closeDialog(editor, 'cancel');
  });

  it('keeps each wire with its rule when a rule is removed', async () => {
    await openDialog(editor, route);
    await editor.page.locator('.red-ui-editableList-item-remove').first().click();
    // The list takes a removed row out after its animation.
    await editor.page.waitForFunction(
      "document.querySelectorAll('.crossdock-rows .crossdock-row').length === 1",
    );
    await closeDialog(editor, 'ok');
    expect(await node(route)).to.deep.include({
      outputs: 2,
      rules: [{ test: 'equals', property: 'payload', value: 'b', upTo: '' }],
    });
    const wires = await editor.page.evaluate(
      `RED.nodes.createExportableNodeSet([RED.nodes.node('${route}')])[0].wires`,
    );
    expect(wires).to.deep.equal([['b0b0b0b0b0b0b0b2'], ['b0b0b0b0b0b0b0b3']]);
  });

  it('logs no error to the console', () => {
    expect(editor.errors).to.deep.equal([]);
  });
});
