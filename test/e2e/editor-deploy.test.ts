import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { parse } from 'yaml';
import {
  closeDialog,
  deploy,
  type Editor,
  openDialog,
  openEditor,
  startBrowser,
} from '../support/browser.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';

const route = '58f989eb7063e4a1';
const milestone = 'c850fca1b150c782';

describe('Deploy from the editor', function () {
  this.timeout(240_000);
  let site: SiteCopy;
  let demo: Demo;
  let browser: Browser;
  let editor: Editor;
  let files: Readonly<Record<string, string>>;

  const packFiles = (): Record<string, string> =>
    Object.fromEntries(
      globSync('**/*.{yaml,json}', { cwd: site.packFolder }).map((path) => [
        path,
        readFileSync(join(site.packFolder, path), 'utf8'),
      ]),
    );
  /** The lines that a deploy removed and added, by file. */
  const deployed = async (): Promise<Record<string, string[]>> => {
    await deploy(editor);
    const now = packFiles();
    const changed = Object.keys({ ...files, ...now }).filter((path) => files[path] !== now[path]);
    const difference = changed.map((path) => {
      const [before, after] = [(files[path] ?? '').split('\n'), (now[path] ?? '').split('\n')];
      const removed = before.filter((line) => !after.includes(line)).map((line) => `-${line}`);
      const added = after.filter((line) => !before.includes(line)).map((line) => `+${line}`);
      expect(after.length - before.length, path).to.equal(added.length - removed.length);
      return [path, [...removed, ...added]];
    });
    files = now;
    return Object.fromEntries(difference);
  };
  const rename = async (id: string, name: string) => {
    await openDialog(editor, id);
    await editor.page.fill('.red-ui-tray #node-input-name', name);
    await closeDialog(editor, 'ok');
  };

  before(async () => {
    site = copyDemoSite({});
    demo = await startDemo({ siteFile: site.siteFile });
    [browser] = await Promise.all([startBrowser(), demo.start()]);
    editor = await openEditor(browser, `${demo.url}/editor/`, {
      username: 'admin',
      password: demo.password(),
    });
    files = packFiles();
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
    site?.remove();
  });

  it('changes one line of one file when a node is renamed', async () => {
    await rename(milestone, 'Order recorded');
    expect(await deployed()).to.deep.equal({
      'order-to-cash/tabs/orders.yaml': ['-    name: Order received', '+    name: Order recorded'],
    });
  });

  it('keeps every wire of a route whose dialog was opened', async () => {
    await rename(route, 'Known to our ERP?');
    expect(await deployed()).to.deep.equal({
      'order-to-cash/tabs/orders.yaml': ['-    name: Known to the ERP?', '+    name: Known to our ERP?'],
    });
  });

  it('draws every output of every route', async () => {
    const ports = await editor.page.evaluate(`(() => {
      const found = [];
      RED.nodes.eachNode((node) => {
        if (node.type === 'crossdock-route') found.push([node.name, node.outputs - node.rules.length]);
      });
      return found;
    })()`);
    expect(ports).to.have.length.above(5);
    for (const [name, more] of ports as [string, number][]) expect(more, name).to.equal(1);
  });

  it('changes one line of the layout alone when a node is moved', async () => {
    const { page } = editor;
    await page.evaluate(`(() => {
      const node = RED.nodes.node('${milestone}');
      RED.workspaces.show(node.z);
      RED.view.focus();
      RED.view.select({ nodes: [node] });
    })()`);
    await page.keyboard.press('Control+ArrowDown');
    const changes = await deployed();
    expect(Object.keys(changes)).to.deep.equal(['order-to-cash/tabs/orders.layout.json']);
    expect(changes['order-to-cash/tabs/orders.layout.json']).to.have.length(2);
  });

  it('writes every wire list of a route that gets a rule more', async () => {
    await openDialog(editor, route);
    await editor.page.click('.red-ui-tray .red-ui-editableList-addButton');
    await editor.page
      .locator('.red-ui-tray .red-ui-editableList-container li')
      .last()
      .locator('input[type=text]:visible')
      .last()
      .fill('x');
    await closeDialog(editor, 'ok');
    await deploy(editor);
    const { nodes } = parse(packFiles()['order-to-cash/tabs/orders.yaml'] ?? '');
    expect(nodes.find(({ id }: { id: string }) => id === route)).to.deep.equal({
      id: route,
      type: 'crossdock-route',
      name: 'Known to our ERP?',
      rules: [
        { test: 'expression', value: '$exists(payload.erpOrderNumber)' },
        { test: 'equals', value: 'x' },
      ],
      wires: [['90ab12cd34ef560b'], [], ['2d30513b91085309']],
    });
  });
});
