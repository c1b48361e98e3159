import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = new URL('./power-loss/shim.c', import.meta.url).pathname;

/** Numbers of errno(3) on Linux. */
export const errno = { none: 0, inputOutput: 5, tooManyFiles: 24, noSpace: 28, readOnly: 30 } as const;

/** What can be told to a process under the shim while it runs. */
export interface Control {
  writesFail(errno: number): void;
  /** Opening for writing or creating. */
  opensFail(errno: number): void;
  flushesFail(errno: number): void;
  /** Moves the wall clock against the machine's. */
  moveClock(byMs: number): void;
}

export interface Shim extends Control {
  /** For the child: loads the shim and points it at `folder`. */
  readonly env: Readonly<Record<string, string>>;
  /** Changes and flushes below the folder, in order; see `record-log.ts`. */
  readonly logFile: string;
  remove(): void;
}

/** `describe` for tests that need the shim: left out, and said so, where a process cannot be given one. */
export const describeUnderShim = (title: string, body: (this: Mocha.Suite) => void): void => {
  if (process.platform === 'linux') describe(title, body);
  else console.warn(`left out, since it needs Linux: ${title}`);
};

/** Offsets in `struct control`. */
const at = { clock: 0, write: 8, open: 12, flush: 16, size: 24 } as const;

/**
 * Builds the shim and prepares it for one child process.
 * @param folder must exist; what happens below it is recorded, unless `log` is false, and can be made to fail
 * @throws Error that says what is missing where there is no Linux with a C compiler
 */
export function shimFor(folder: string, { log = true } = {}): Shim {
  const own = mkdtempSync(join(tmpdir(), 'crossdock-shim-'));
  // For processes of other users too.
  chmodSync(own, 0o755);
  const library = join(own, 'shim.so');
  build(library);
  const logFile = join(own, 'log');
  const controlFile = join(own, 'control');
  const control = openSync(controlFile, 'w+');
  writeSync(control, Buffer.alloc(at.size), 0, at.size, 0);
  const setErrno = (offset: number, value: number): void => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    writeSync(control, bytes, 0, 4, offset);
  };
  return {
    env: {
      LD_PRELOAD: library,
      FAULT_FOLDER: folder,
      ...(log && { FAULT_LOG: logFile }),
      FAULT_CONTROL: controlFile,
    },
    logFile,
    writesFail: (value) => setErrno(at.write, value),
    opensFail: (value) => setErrno(at.open, value),
    flushesFail: (value) => setErrno(at.flush, value),
    moveClock(byMs) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(byMs));
      writeSync(control, bytes, 0, 8, at.clock);
    },
    remove() {
      closeSync(control);
      rmSync(own, { recursive: true, force: true });
    },
  };
}

function build(library: string): void {
  if (process.platform !== 'linux') throw new Error('the fault shim needs Linux: it is loaded by LD_PRELOAD');
  const compiler = process.env.CC ?? 'cc';
  const args = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-o', library, source, '-ldl', '-lpthread'];
  try {
    execFileSync(compiler, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? new Error(
          `the fault shim needs a C compiler: there is no '${compiler}' (Debian: apt install gcc libc6-dev)`,
        )
      : thrown;
  }
}

/** What is started by `work` gets these variables too. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
