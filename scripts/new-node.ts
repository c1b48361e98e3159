/** Writes the folder of a new node, complete and runnable: `npm exec -- node scripts/new-node.ts <name>`. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files of a new step node by path below its folder: it trims the text it is pointed at. */
export function nodeFiles(name: string): Readonly<Record<string, string>> {
  return {
    'definition.ts': `import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-${name}',
  category: 'crossdock transform',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['done'],
  fields: {
    text: field.typed({ types: ['msg', 'jsonata'], default: { type: 'msg', value: 'payload' }, required: true }),
  },
});
`,
    'runtime.ts': `import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  input: (message, { text }) => ({ done: { ...message, payload: String(text).trim() } }),
});
`,
    'labels.en-US.json': json({
      label: name.replaceAll('-', ' '),
      summary: 'Trims a text.',
      fields: { text: { label: 'Text', help: 'Where in the message the text is.' } },
      outputs: { done: 'the message with the trimmed text as payload' },
    }),
    'help.en-US.md': `Removes white space around a text.

Say here what the node is for, what it promises, and what leaves at which output when something is wrong. Tables of
outputs and properties are added from the definition.
`,
    'icon.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="60" viewBox="0 0 40 60"><path fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" d="M8 20h24M12 30h16M16 40h8"/></svg>
`,
    'examples/01-try-it.json': json(example(name)),
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function example(name: string): Record<string, unknown>[] {
  const id = (part: string) => createHash('sha256').update(`${name}/${part}`).digest('hex').slice(0, 16);
  const on = { z: id('tab') };
  return [
    { id: id('tab'), type: 'tab', label: `Try ${name}`, disabled: false, info: 'Press the button.', env: [] },
    {
      ...{
        id: id('in'),
        type: 'inject',
        ...on,
        name: '',
        props: [{ p: 'payload' }],
        repeat: '',
        once: false,
      },
      ...{ payload: '  some text  ', payloadType: 'str', x: 140, y: 80, wires: [[id('node')]] },
    },
    {
      ...{ id: id('node'), type: `crossdock-${name}`, ...on, name: '', version: 1 },
      ...{ text: 'payload', textType: 'msg', x: 340, y: 80, wires: [[id('out')]] },
    },
    {
      ...{
        id: id('out'),
        type: 'debug',
        ...on,
        name: '',
        active: true,
        tosidebar: true,
        complete: 'payload',
      },
      ...{ targetType: 'msg', x: 540, y: 80, wires: [] },
    },
  ];
}

if (import.meta.main) {
  const [name = ''] = process.argv.slice(2);
  const folder = fileURLToPath(new URL(`../nodes/${name}`, import.meta.url));
  if (!/^[a-z][a-z0-9-]*$/.test(name) || existsSync(folder)) {
    console.error(
      `usage: node scripts/new-node.ts <name>: lower case and hyphens, and no folder of nodes/ yet`,
    );
    process.exit(1);
  }
  for (const [file, text] of Object.entries(nodeFiles(name))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  console.log(`nodes/${name} is written; change definition.ts first, then run:`);
  console.log(`  npm test -- 'test/nodes/{every-node,edit-dialogs}.test.ts'`);
}
