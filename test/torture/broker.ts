import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../cli/start/free-port.ts';
import { Child } from './child.ts';
import type { Effect } from './recording.ts';

/** A real MQTT broker in a process of its own. What was published is in a file that outlives it. */
export class Broker {
  /** Events by first appearance; repeats under the same CloudEvents id are absorbed. */
  readonly effects: Effect[] = [];
  absorbed = 0;
  onEffect: (effect: Effect) => void = () => undefined;
  private readonly file: string;
  private readonly logFile: string;
  private readonly known = new Set<string>();
  private child: Child | null = null;
  private port = 0;
  private read = 0;
  private rest = '';

  constructor(folder: string) {
    this.file = join(folder, 'events.jsonl');
    this.logFile = join(folder, 'broker.log');
  }

  /** Resolves with the address, which stays the same over restarts. */
  async open(): Promise<string> {
    this.port ||= await freePort('127.0.0.1');
    const child = new Child({
      module: new URL('./worker/broker.ts', import.meta.url),
      args: [String(this.port), this.file],
      logFile: this.logFile,
      upWithinMs: 20_000,
    });
    child.onTold = () => this.look();
    await child.start();
    this.child = child;
    return `mqtt://127.0.0.1:${this.port}`;
  }

  async kill(): Promise<void> {
    await this.child?.end('SIGKILL');
    this.child = null;
    this.look();
  }

  /** Takes over what was written down since. */
  look(): void {
    if (!existsSync(this.file)) return;
    const file = openSync(this.file, 'r');
    const chunk = Buffer.alloc(1 << 16);
    try {
      for (let size = this.more(file, chunk); size > 0; size = this.more(file, chunk)) {
        const lines = (this.rest + chunk.toString('utf8', 0, size)).split('\n');
        this.rest = lines.pop() ?? '';
        for (const line of lines) this.take(line);
      }
    } finally {
      closeSync(file);
    }
  }

  private more(file: number, chunk: Buffer): number {
    const size = readSync(file, chunk, 0, chunk.length, this.read);
    this.read += size;
    return size;
  }

  private take(line: string): void {
    const { event } = JSON.parse(line) as { event: string };
    const { id, data } = JSON.parse(event) as { id: string; data: Omit<Effect, 'id'> };
    if (this.known.has(id)) {
      this.absorbed += 1;
      return;
    }
    this.known.add(id);
    const { key, number, allotted } = data;
    const effect: Effect = { key, number, id, ...(allotted !== undefined && { allotted }) };
    this.effects.push(effect);
    this.onEffect(effect);
  }
}
