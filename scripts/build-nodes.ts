import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserScript } from '../node-kit/build/browser-script.ts';
import {
  brokenScript,
  editorHtml,
  editorScript,
  helpFile,
  loaderScript,
} from '../node-kit/build/node-files.ts';
import { type NodeFolderSources, readNodeFolder } from '../node-kit/build/node-folder.ts';

const kit = fileURLToPath(new URL('../node-kit/', import.meta.url));
/** Modules of node-kit that run in the editor too. */
const sharedWithEditor = ['define-node', 'field', 'parse-config', 'pickers', 'upgrade-config'];
const language = 'en-US';

/**
 * Discovers the folders of `nodes/` and writes what Node-RED loads to `dist/nodes`, a module to be named in
 * `settings.nodesDir`. A folder that cannot be read is reported and emitted as a node that says so; the rest
 * is built. Resolves with the names that failed.
 */
export async function buildNodes(root: string): Promise<string[]> {
  const nodes = join(root, 'nodes');
  const out = join(root, 'dist', 'nodes');
  const fresh = `${out}.new`;
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(fresh, file)), { recursive: true });
    writeFileSync(join(fresh, file), text);
  };
  rmSync(fresh, { recursive: true, force: true });

  const names = globSync('*/definition.ts', { cwd: nodes }).map(dirname).sort();
  const failed: string[] = [];
  for (const name of names) {
    try {
      const sources = await readNodeFolder(nodes, name);
      writeNode(sources, write);
      if (existsSync(join(sources.path, 'examples'))) {
        cpSync(join(sources.path, 'examples'), join(fresh, 'examples', name), { recursive: true });
      }
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      console.warn(`crossdock: CD_NODE_LOAD_FAILED: node folder nodes/${name} cannot be loaded: ${reason}`);
      write(`${name}.js`, brokenScript(name, reason));
      failed.push(name);
    }
  }

  writeEditor(write);
  write('package.json', packageJson(root, names));
  rmSync(out, { recursive: true, force: true });
  renameSync(fresh, out);
  return failed;
}

type Write = (file: string, text: string) => void;

function writeNode(sources: NodeFolderSources, write: Write): void {
  const { name, path } = sources;
  const scripts = [
    ...(sources.hasUpgrades ? ['upgrades'] : []),
    ...(sources.hasEditor ? ['editor'] : []),
  ].map((part) => [part, browserScript(join(path, `${part}.ts`))] as const);
  for (const [part, script] of scripts) write(`resources/nodes/${name}/${part}.js`, script);
  write(`resources/nodes/${name}.js`, editorScript(sources));
  write(`${name}.js`, loaderScript(name, sources.hasUpgrades));
  write(`${name}.html`, editorHtml(sources));
  write(`locales/${language}/${name}.json`, JSON.stringify(sources.labels, null, 2));
  write(`locales/${language}/${name}.html`, helpFile(sources));
  write(`icons/${name}.svg`, sources.icon);
}

function writeEditor(write: Write): void {
  for (const module of sharedWithEditor)
    write(`resources/${module}.js`, browserScript(join(kit, `${module}.ts`)));
  for (const file of globSync('*.ts', { cwd: join(kit, 'editor') })) {
    write(`resources/editor/${file.replace(/\.ts$/, '.js')}`, browserScript(join(kit, 'editor', file)));
  }
  write('crossdock-editor.html', readFileSync(join(kit, 'editor', 'plugin.html'), 'utf8'));
  write(
    `locales/${language}/crossdock-editor.json`,
    readFileSync(join(kit, 'editor', 'crossdock-editor.en-US.json'), 'utf8'),
  );
}

function packageJson(root: string, names: readonly string[]): string {
  const file = join(root, 'package.json');
  const { version } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { version: '0.0.0' };
  const content = {
    name: 'crossdock-nodes',
    version,
    type: 'module',
    'node-red': {
      nodes: Object.fromEntries(names.map((name) => [name, `${name}.js`])),
      plugins: { 'crossdock-editor': 'crossdock-editor.html' },
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
