/**
 * `node scripts/build-javascript.ts FOLDER`: the product with its types taken out. Node takes them out of what it loads
 * by WebAssembly; where there is none (`node --jitless`), it can load only this form.
 */
import { copyFileSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const parts =
  'bin,canonical-schemas,cli,connect,console,dist,domain,flows,ledger,node-kit,nodes,runtime,main.ts,settings.ts,package.json';

/** Names of modules, in imports, in `new URL` and in paths. */
const moduleName = /(['"])((?:\.{1,2}\/)?[\w./-]*[\w-])\.ts\1/g;
const isText = /\.(?:ts|js|mjs)$/;

/** Writes the parts of the product that match, by default all of them; dependencies are looked for beside the folder. */
export function buildJavaScript(folder: string, wanted = `{${parts}}{,/**}`): void {
  for (const path of globSync(wanted, { cwd: root })) {
    const from = join(root, path);
    if (!statSync(from).isFile() || path.endsWith('.d.ts')) continue;
    const to = join(folder, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    if (!isText.test(path)) copyFileSync(from, to);
    else {
      const text = readFileSync(from, 'utf8');
      const plain = path.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
      writeFileSync(to, plain.replaceAll(moduleName, '$1$2.js$1'));
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error('build-javascript: names no folder\n  → node scripts/build-javascript.ts FOLDER');
    process.exit(2);
  }
  buildJavaScript(folder);
}
