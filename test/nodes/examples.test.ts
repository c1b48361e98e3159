import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import type { FlowNode } from '../../runtime/packs/form/flow.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import type { EditorClient } from '../support/editor-client.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { controlExamples } from './examples/control.ts';
import { deliveryExamples } from './examples/deliveries.ts';
import { entryExamples } from './examples/entries.ts';
import type { Expectations } from './examples/expectation.ts';
import { processExamples } from './examples/process.ts';

const nodes = join(import.meta.dirname, '../../nodes');
const files = globSync('*/examples/*.json', { cwd: nodes }).sort();
const textOf = (file: string): string => readFileSync(join(nodes, file), 'utf8');
const fileOf = (example: string): string => example.replace('/', '/examples/').concat('.json');

const expectations: Expectations = {
  ...controlExamples,
  ...processExamples,
  ...deliveryExamples,
  ...entryExamples,
};

/** Two nodes that belong together show the same example; it is run once for both. */
const nodesOf = (example: string): string =>
  files
    .filter((file) => textOf(file) === textOf(fileOf(example)))
    .map((file) => dirname(dirname(file)))
    .join(' and ');

describe('the examples of the nodes, imported into the running demo site', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let editor: EditorClient;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite({
      lines: { mailboxes: '{ cron: "* * * * * *" }', 'erp-orders': '{ cron: "* * * * * *" }' },
    });
    demo = await startDemo({ seed: 7000, siteFile: copy.siteFile });
    await demo.start();
    [editor, tower] = await Promise.all([demo.editor(), demo.tower()]);
  });
  after(async () => {
    editor?.close();
    await demo?.close();
    copy?.remove();
  });

  it('are there for every node, each with what is expected of it', () => {
    const folders = globSync('*/definition.ts', { cwd: nodes }).map((file) => dirname(file));
    expect([...new Set(files.map((file) => dirname(dirname(file))))]).to.have.members(folders);
    const expected = Object.keys(expectations).map((example) => textOf(fileOf(example)));
    expect(files.filter((file) => !expected.includes(textOf(file)))).to.deep.equal([]);
  });

  for (const [example, { fact, with: others = [], order = 'DEMO', disable, declare, see }] of Object.entries(
    expectations,
  )) {
    it(`${nodesOf(example)} ${basename(example)}: ${fact}`, async () => {
      const imported = [example, ...others].flatMap(
        (each) => JSON.parse(textOf(fileOf(each)).replaceAll('-DEMO', `-${order}`)) as FlowNode[],
      );
      if (declare) copy.declare(declare.pack, declare.channel);
      await editor.deploy(imported, disable);
      await see({ editor, tower, demo });
    });
  }
});
