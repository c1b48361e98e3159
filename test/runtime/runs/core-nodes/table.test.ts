import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const read = (path: string | URL): string => readFileSync(path, 'utf8');
const core = `${dirname(fileURLToPath(import.meta.resolve('@node-red/nodes/package.json')))}/core`;

/** Types that no message comes to. */
const offPath = new Set([
  ...['unknown', 'global-config', 'tls-config', 'http proxy', 'mqtt-broker'],
  ...['websocket-listener', 'websocket-client'],
]);

const installed = globSync('**/*.js', { cwd: core }).flatMap((file) =>
  [...read(`${core}/${file}`).matchAll(/registerType\(\s*["']([^"']+)["']/g)].map(([, type = '']) => type),
);
const rows = [...read('docs/node-red-nodes.md').matchAll(/^\| ([a-z][^|]*?) \|/gm)].flatMap(
  ([, types = '']) => types.split(', '),
);
const titles = globSync('*.test.ts', { cwd: import.meta.dirname })
  .concat('../errors.test.ts')
  .flatMap((file) =>
    [...read(`${import.meta.dirname}/${file}`).matchAll(/\bit\(\s*['"`]([^\n]+)/g)].map(
      ([, title = '']) => title,
    ),
  );

describe('docs/node-red-nodes.md', () => {
  it('has a row for every node type of the installed Node-RED, and none for others', () => {
    expect(installed).to.include.members(['function', 'link call', 'yaml']);
    expect(rows.filter((type) => type !== 'subflow').sort()).to.deep.equal([...new Set(installed)].sort());
  });

  it('says of every node that messages come to what a test in a real Node-RED proves', () => {
    const untested = rows
      .filter((type) => !offPath.has(type))
      .filter((type) => !titles.some((title) => new RegExp(`\\b${type}\\b`, 'i').test(title)));
    expect(untested).to.deep.equal([]);
  });
});
