import { formHtml } from './form-html.ts';
import { helpText } from './help-text.ts';
import type { NodeFolderSources } from './node-folder.ts';

/** Palette background where a node does not set its own; readable under Node-RED's dark and light themes. */
const colors = {
  'crossdock business': '#C7E3D4',
  'crossdock transform': '#D9D2EC',
  'crossdock connect': '#BFD9EE',
  'crossdock control': '#F1D9B5',
} as const;

/** The file Node-RED imports: it loads the sources when called, so that a broken one disables its node only. */
export function loaderScript(name: string, hasUpgrades: boolean): string {
  const folder = `nodes/${name}`;
  const upgrades = hasUpgrades ? `\n      ...(await import('../../${folder}/upgrades.ts')),` : '';
  return `import { loadNode } from '../../node-kit/load-node.ts';
import { nodeErrors } from '../../nodes/node-errors.ts';

const node = {
  folder: '${folder}',
  load: async () => ({
      ...(await import('../../${folder}/runtime.ts')),${upgrades}
    }),
};

export default (red) => loadNode(red, node, nodeErrors);
`;
}

/** The same for a folder the build could not read: it reports why when Node-RED loads it. */
export function brokenScript(name: string, reason: string): string {
  return `import { loadNode } from '../../node-kit/load-node.ts';
import { nodeErrors } from '../../nodes/node-errors.ts';

const load = async () => {
  throw new Error(${JSON.stringify(reason)});
};

export default (red) => loadNode(red, { folder: 'nodes/${name}', load }, nodeErrors);
`;
}

/** What the editor loads for the node: its form, and its script as a module. */
export function editorHtml({ name, definition, labels }: NodeFolderSources): string {
  return `${formHtml(definition, labels)}
<script type="module" src="resources/crossdock-nodes/nodes/${name}.js"></script>
`;
}

export function editorScript({ name, definition, hasEditor, hasUpgrades }: NodeFolderSources): string {
  const entry = {
    ...definition,
    color: definition.color ?? colors[definition.category],
    icon: `${name}.svg`,
  };
  return [
    "import { registerNode } from '../editor/register.js';",
    ...(hasUpgrades ? [`import { upgrades } from './${name}/upgrades.js';`] : ['const upgrades = {};']),
    ...(hasEditor ? [`import { editor } from './${name}/editor.js';`] : ['const editor = {};']),
    `registerNode(${JSON.stringify(entry)}, upgrades, editor);`,
    '',
  ].join('\n');
}

export const helpFile = ({ definition, labels, help }: NodeFolderSources): string =>
  helpText(definition, labels, help);
