import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const source = join(import.meta.dirname, 'slow-flush.c');

/**
 * Environment of a process whose flushes take so much longer; null where there is no Linux.
 * @param folder gets the library
 * @throws Error that names the C compiler where there is none
 */
export function slowFlushes(folder: string, ms: number): Readonly<Record<string, string>> | null {
  if (process.platform !== 'linux') return null;
  const library = join(folder, 'slow-flush.so');
  const args = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-o', library, source, '-ldl'];
  try {
    execFileSync(process.env.CC ?? 'cc', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    throw new Error('a slow disk needs a C compiler (Debian: apt install gcc libc6-dev)');
  }
  return { LD_PRELOAD: library, SLOW_FLUSH_MS: String(ms) };
}
