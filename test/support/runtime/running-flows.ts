import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hop, Ledger, StoredException, StoredMessage } from '../../../ledger/ledger.ts';
import type { AcceptOutcome, Arrival, RuntimeCounts, RuntimeFace } from '../../../runtime/face.ts';
import type { FlowNode, FromChild, StartOrder } from './protocol.ts';

/** Nothing here takes a second; a test that waits this long has failed. */
const patienceMs = 5_000;

type Options = Omit<StartOrder, 'folder'>;

type LedgerMethod = {
  [Name in keyof Ledger]: Ledger[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Ledger];

export interface Note {
  readonly name: string;
  readonly data: unknown;
}

/**
 * A real Node-RED with the runtime and a ledger in a child process. Nothing sleeps: `until` looks again after
 * every change the child reports.
 */
export class RunningFlows {
  readonly folder = mkdtempSync(join(tmpdir(), 'crossdock-runtime-'));
  readonly logs: string[] = [];
  private child: ChildProcess | null = null;
  private ended = Promise.withResolvers<void>();
  private options: Options;
  private lastId = 0;
  private readonly answers = new Map<number, (message: FromChild) => void>();
  private readonly watchers = new Set<() => void>();
  private readonly atGates: { name: string; messageId: string }[] = [];

  private constructor(options: Options) {
    this.options = options;
  }

  static async start(flow: readonly FlowNode[], options: Omit<Options, 'flow'> = {}): Promise<RunningFlows> {
    const running = new RunningFlows({ ...options, flow });
    await running.launch();
    return running;
  }

  private async launch(): Promise<void> {
    const order: StartOrder = { ...this.options, folder: this.folder };
    const child = fork(new URL('./flow-process.ts', import.meta.url), [JSON.stringify(order)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child = child;
    this.ended = Promise.withResolvers<void>();
    const ready = Promise.withResolvers<void>();
    child.on('exit', () => {
      ready.reject(new Error('the child process ended'));
      this.ended.resolve();
    });
    child.on('message', (message: FromChild) => {
      if (message.event === 'ready') ready.resolve();
      else if (message.event === 'gate') this.atGates.push(message);
      else if (message.event === 'log') this.logs.push(`${message.level}: ${message.text}`);
      else if (message.event === 'result' || message.event === 'error')
        this.answers.get(message.id)?.(message);
      for (const look of [...this.watchers]) look();
    });
    await ready.promise;
  }

  call<T>(method: string, ...args: unknown[]): Promise<T> {
    this.lastId += 1;
    const id = this.lastId;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.answers.set(id, (message) => {
      this.answers.delete(id);
      if (message.event === 'result') resolve(message.result as T);
      if (message.event === 'error')
        reject(Object.assign(new Error(message.message), { code: message.code }));
    });
    this.child?.send({ id, method, args });
    return promise;
  }

  /** Takes a message in at an entry; a key of its own unless given. */
  accept(nodeId: string, payload: unknown, arrival: Partial<Arrival> = {}): Promise<AcceptOutcome> {
    const name = `message ${this.lastId}`;
    return this.call('accept', nodeId, {
      type: 'order',
      key: name,
      idempotencyKey: `${name} ${arrival.key ?? ''}`,
      source: { system: 'test', protocol: 'test', reference: name },
      payload,
      ...arrival,
    } satisfies Arrival);
  }

  ledger<M extends LedgerMethod>(
    method: M,
    ...args: Parameters<Ledger[M]>
  ): Promise<Awaited<ReturnType<Ledger[M]>>> {
    return this.call('ledger', method, args);
  }

  /** What the console and the command line may ask of the runtime. */
  face<M extends keyof RuntimeFace>(
    method: M,
    ...args: Parameters<RuntimeFace[M]>
  ): Promise<Awaited<ReturnType<RuntimeFace[M]>>> {
    return this.call('face', method, args);
  }

  message(id: string): Promise<StoredMessage | null> {
    return this.ledger('message', id);
  }

  counts(): Promise<RuntimeCounts> {
    return this.call('counts');
  }

  trace(messageId: string): Promise<Hop[]> {
    return this.call('trace', messageId);
  }

  /** Notes that committed runs have left under a key, oldest first. */
  async notes(key: string): Promise<Note[]> {
    const entries = await this.ledger('history', 'northwind', key, 1_000);
    return entries.filter(({ kind }) => kind === 'note').map(({ text, data }) => ({ name: text, data }));
  }

  async openExceptions(): Promise<StoredException[]> {
    return this.ledger('exceptions', { state: 'open', limit: 100 });
  }

  /** Outside calls made so far, also by a process that was killed. */
  calls(): { key: string; idempotencyKey: string; attempt: number; traceparent: string }[] {
    const file = join(this.folder, 'calls.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }

  /** Resolves with the check's first truthy value. */
  async until<T>(
    what: string,
    check: () => T | Promise<T>,
  ): Promise<Exclude<T, null | undefined | false | '' | 0>> {
    const late = AbortSignal.timeout(patienceMs);
    for (;;) {
      const changed = Promise.withResolvers<void>();
      const look = () => changed.resolve();
      this.watchers.add(look);
      try {
        const value = await check();
        if (value) return value as Exclude<T, null | undefined | false | '' | 0>;
        late.addEventListener('abort', look, { once: true });
        await changed.promise;
        if (late.aborted) throw new Error(`waited in vain until ${what}\n${this.logs.slice(-20).join('\n')}`);
      } finally {
        this.watchers.delete(look);
        late.removeEventListener('abort', look);
      }
    }
  }

  untilState(id: string, state: StoredMessage['state']): Promise<StoredMessage> {
    return this.until(`message ${id} is ${state}`, async () => {
      const message = await this.message(id);
      return message?.state === state ? message : null;
    });
  }

  async untilNotes(key: string, count: number): Promise<Note[]> {
    return this.until(`${count} notes under ${key}`, async () => {
      const notes = await this.notes(key);
      return notes.length >= count ? notes : null;
    });
  }

  /** Resolves when a node waits at the gate; each arrival is given out once. */
  async atGate(name: string): Promise<string> {
    return this.until(`a message is at gate ${name}`, () => {
      const index = this.atGates.findIndex((gate) => gate.name === name);
      return index < 0 ? null : this.atGates.splice(index, 1)[0]?.messageId;
    });
  }

  /** Calls `look` after everything the child reports; returns the function that stops it. */
  watch(look: () => void): () => void {
    this.watchers.add(look);
    return () => this.watchers.delete(look);
  }

  /** Resolves when the child process has ended, by whatever. */
  untilEnded(): Promise<void> {
    return this.ended.promise;
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  async kill(): Promise<void> {
    if (!this.child) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    this.child = null;
  }

  /** Starts again on the same ledger. */
  async restart(options: Partial<Options> = {}): Promise<void> {
    this.options = { ...this.options, ...options };
    this.atGates.length = 0;
    await this.launch();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
