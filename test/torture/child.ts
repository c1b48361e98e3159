import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';

/** Frozen processes outlive their parent unless it kills them. */
const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

export interface ChildOptions {
  readonly module: URL;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Gets what the child prints. */
  readonly logFile: string;
  readonly upWithinMs: number;
}

export type Told = { readonly event: string } & Readonly<Record<string, unknown>>;

/** A process of ours that says `{ event: 'up' }` once it works, and whose end is either asked for or noticed. */
export class Child {
  /** It ended and nobody had asked for it. */
  onDeath: (how: string) => void = () => undefined;
  onTold: (message: Told) => void = () => undefined;
  private readonly options: ChildOptions;
  private process: ChildProcess | null = null;
  private tail: string[] = [];
  private asked = 0;

  constructor(options: ChildOptions) {
    this.options = options;
  }

  get runs(): boolean {
    return this.process !== null;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Resolves with what it says when it is up. @throws Error with its last words when it ends or is late */
  async start(): Promise<Told> {
    const { module, args, env, logFile, upWithinMs } = this.options;
    const child = fork(module, [...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.process = child;
    living.add(child);
    this.tail = [];
    const print = (chunk: Buffer): void => {
      appendFileSync(logFile, chunk);
      this.tail = [...this.tail, chunk.toString()].slice(-20);
    };
    child.stdout?.on('data', print);
    child.stderr?.on('data', print);
    const up = Promise.withResolvers<Told>();
    const late = setTimeout(() => up.reject(new Error(`not up within ${upWithinMs} ms`)), upWithinMs);
    let isUp = false;
    child.on('message', (message: Told) => {
      if (message.event === 'up') {
        isUp = true;
        up.resolve(message);
      } else this.onTold(message);
    });
    child.on('exit', (code, signal) => {
      living.delete(child);
      const expected = this.process !== child;
      if (!expected) this.process = null;
      const how = `ended with ${signal ?? code}`;
      up.reject(new Error(`${how}: ${this.tail.join('').slice(-1_500)}`));
      if (isUp && !expected) this.onDeath(`${how}: ${this.tail.join('').slice(-600)}`);
    });
    try {
      return await up.promise;
    } catch (thrown) {
      await this.end('SIGKILL');
      throw thrown;
    } finally {
      clearTimeout(late);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  /** Sends the signal and resolves with the exit code; null when it had to be killed. */
  async end(name: 'SIGKILL' | 'SIGTERM', withinMs = 30_000): Promise<number | null> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.kill(name);
    const late = setTimeout(() => child.kill('SIGKILL'), withinMs);
    const [code] = (await exited) as [number | null];
    clearTimeout(late);
    return code;
  }

  /** Null when it does not answer in time. */
  ask<T>(question: string, withinMs = 1_000): Promise<T | null> {
    const child = this.process;
    if (!child?.connected) return Promise.resolve(null);
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve) => {
      const settle = (value: T | null): void => {
        clearTimeout(late);
        child.off('message', heard);
        child.off('exit', gone);
        resolve(value);
      };
      const heard = (message: Told): void => {
        if (message.event === 'answer' && message.id === id) settle((message.answer ?? null) as T | null);
      };
      const gone = (): void => settle(null);
      const late = setTimeout(gone, withinMs);
      child.on('message', heard);
      child.once('exit', gone);
      child.send({ id, ask: question }, (error) => error && settle(null));
    });
  }
}
