import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runCommand } from '../../cli/run-command.ts';

const cli = join(import.meta.dirname, '../../cli/crossdock.ts');
const root = join(import.meta.dirname, '../..');

export interface CliProcess {
  readonly child: ChildProcess;
  /** Everything written so far, standard output and error together. */
  text(): string;
  /** Resolves with the first match in the output; rejects when the process ends without it. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<number | null>;
}

/** Runs the `crossdock` command in a process of its own. */
export function runCli(args: readonly string[], env: Record<string, string> = {}, input = ''): CliProcess {
  const child = spawn(process.execPath, [cli, ...args], { cwd: root, env: { ...process.env, ...env } });
  child.stdin.end(input);
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }
  const exit = once(child, 'close') as Promise<[number | null]>;
  return {
    child,
    text: () => text,
    ended: async () => (await exit)[0],
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text);
          if (match) resolve(match);
        };
        listeners.add(look);
        look();
        void exit.then(() => reject(new Error(`it ended without ${pattern}:\n${text}`)));
      }),
  };
}

/** Calls the `crossdock` command in this process: no `start`, which ends with its process, and no standard input. */
export async function callCli(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ readonly code: number; readonly text: string }> {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const code = await runCommand(args, { out: write, error: write }, { ...process.env, ...env });
  return { code, text: lines.map((line) => `${line}\n`).join('') };
}
