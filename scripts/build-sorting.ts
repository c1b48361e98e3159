/** `runtime/runs/sorted/kernel.ts` as WebAssembly; `--check` only compares what is committed. */
import { hash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'runtime/runs/sorted/kernel.ts');
const target = join(root, 'runtime/runs/sorted/wasm.generated.ts');

const flags = [
  '--runtime stub --noAssert -O3 --converge --enable simd',
  '--importMemory --noExportMemory --memoryBase 16 --initialMemory 1',
].flatMap((line) => line.split(' '));

/** Changes with the source and with how it is compiled. */
const sourceHash = (): string => hash('sha256', `${readFileSync(source)}${flags}`).slice(0, 16);

const committed = (): string => (existsSync(target) ? readFileSync(target, 'utf8') : '');

/** What `wasm.generated.ts` is to hold. @throws Error with what the compiler says */
export async function compiledSorting(): Promise<string> {
  const { default: compiler } = await import('assemblyscript/asc');
  const made: Uint8Array[] = [];
  const { error, stderr } = await compiler.main(['kernel.ts', '--outFile', 'sorting.wasm', ...flags], {
    readFile: (path) => (path === 'kernel.ts' ? readFileSync(source, 'utf8') : null),
    writeFile(_path, contents) {
      if (typeof contents !== 'string') made.push(contents);
    },
    listFiles: () => [],
  });
  const [binary] = made;
  if (error || !binary) throw new Error(String(stderr));
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g);
  return [
    `/** Made by scripts/build-sorting.ts of a source with the hash ${sourceHash()}. */`,
    'export const wasm = [',
    ...(lines ?? []).map((line) => `  '${line}',`),
    "].join('');\n",
  ].join('\n');
}

/** Compiles unless the source is the one that was compiled last. */
export async function buildSorting(): Promise<void> {
  if (!committed().includes(sourceHash())) writeFileSync(target, await compiledSorting());
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) await buildSorting();
  else if (committed() !== (await compiledSorting())) {
    console.error(`${target} differs from its source: run "npm run build" and commit it`);
    process.exit(1);
  }
}
