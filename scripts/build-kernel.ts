/**
 * The kernel that reads EDI as WebAssembly, from its sources in TypeScript; `--check` only compares what is committed. The
 * sources are those that run as they are where there is no WebAssembly, but for `words.ts`, which works on the memory.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryPages } from '../domain/edi/sound/kernel/layout.ts';

const folder = 'domain/edi/sound';
const target = join(folder, 'wasm.generated.ts');

const options = [
  ...['simd/kernel.ts', '--outFile', 'kernel.wasm', '--runtime', 'stub', '--noAssert', '-O3', '--converge'],
  ...['--enable', 'simd', '--importMemory', '--noExportMemory'],
  ...['--initialMemory', String(memoryPages), '--maximumMemory', String(memoryPages)],
];

/** Writes `wasm.generated.ts` (committed) unless the sources are those it was made of. */
export async function buildKernel(root: string): Promise<void> {
  const sources = readSources(root);
  const before = existsSync(join(root, target)) ? readFileSync(join(root, target), 'utf8') : '';
  if (!before.includes(hashOf(sources))) writeFileSync(join(root, target), await compiledKernel(root));
}

/** What `wasm.generated.ts` is to hold. @throws Error with what the compiler says */
export async function compiledKernel(root: string): Promise<string> {
  const sources = readSources(root);
  const { default: compiler } = await import('assemblyscript/asc');
  let binary: Uint8Array | null = null;
  const { error, stderr } = await compiler.main(options, {
    readFile: (path) => sources.get(path) ?? null,
    writeFile: (_path, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`${stderr}`);
  const text = Buffer.from(binary)
    .toString('base64')
    .replace(/.{1,100}/g, "  '$&',\n");
  return `/** Made by scripts/build-kernel.ts of sources ${hashOf(sources)}. */\nexport const wasm = [\n${text}].join('');\n`;
}

/** By the paths under which the compiler asks for them; it knows imports without their ending. */
function readSources(root: string): Map<string, string> {
  const files = globSync('{kernel,simd}/*.ts', { cwd: join(root, folder) }).sort();
  const sources = files
    .filter((file) => !file.endsWith('.d.ts'))
    .map((file): [string, string] => {
      const words = basename(file) === 'words.ts' ? join('simd', 'words.ts') : file;
      const source = readFileSync(join(root, folder, words), 'utf8');
      return [relative('.', file).replaceAll('\\', '/'), source.replaceAll(/\.ts';$/gm, "';")];
    });
  return new Map(sources);
}

const hashOf = (sources: ReadonlyMap<string, string>): string =>
  createHash('sha256')
    .update(JSON.stringify([options, ...sources]))
    .digest('hex')
    .slice(0, 16);

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (!process.argv.includes('--check')) await buildKernel(root);
  else if (readFileSync(join(root, target), 'utf8') !== (await compiledKernel(root))) {
    console.error(`${target} differs from its sources: run "npm run build" and commit it`);
    process.exit(1);
  }
}
