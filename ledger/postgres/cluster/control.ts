import type { Client } from 'pg';
import { type Address, breakOff, clientOf, prepareSession } from '../connect.ts';
import { reasonOf } from '../faults.ts';

/** Waits between tries to connect again; the last one for ever. */
const backoffMs = [0, 50, 100, 200, 400, 800, 1_500];

export interface ControlOptions {
  readonly address: Address;
  /** A connection that leaves a statement without an answer for so long has gone silent. */
  readonly silentAfterMs: number;
  /** Refuses a server that would lose what it acknowledges: before `prepare`, and from then on time and again. */
  readonly check: (client: Client) => Promise<void>;
  readonly checkEveryMs: number;
  /** Prepares a new connection: locks, LISTEN. A failure is tried again with another connection. */
  readonly prepare: (client: Client) => Promise<void>;
  /** After `prepare`. */
  readonly onConnected: (again: boolean) => void;
  readonly onLost: (reason: string) => void;
  /** A try to connect again has failed, for another reason than the one before. */
  readonly onRefused: (reason: string) => void;
  /** Before `onLost`: other connections by the same way are silent or refused too. */
  readonly onSilent: (reason: string) => void;
  readonly onNotice: (payload: string) => void;
}

/**
 * The connection by which a worker is seen to be alive, hears of the others and renews its lease. It is made again
 * whenever it is lost. Statements of several callers are sent without waiting for each other.
 */
export class Control {
  readonly #options: ControlOptions;
  #client: Client | null = null;
  #tries = 0;
  #refusal: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #checks: NodeJS.Timeout | null = null;
  #stopped = false;
  #again = false;
  #keepsAlive = true;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#client !== null;
  }

  /** The first connection; a failure is thrown and not tried again. */
  async start(): Promise<void> {
    await this.#connect();
    this.#checks = setInterval(() => void this.#check(), this.#options.checkEveryMs);
    this.#checks.unref();
  }

  /** @throws when there is no connection, or it is lost before the answer */
  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = this.#client;
    if (!client) throw new Error('the connection to the server is lost');
    return this.#unlessSilent(client, async () => (await client.query<Row>(text, [...values])).rows);
  }

  /** Whether the connection keeps the process alive: while it opens and closes it does, an idle ledger does not. */
  keepAlive(on: boolean): void {
    this.#keepsAlive = on;
    // Missing in @types/pg; see node-postgres, client.js.
    const client = this.#client as (Client & { ref(): void; unref(): void }) | null;
    if (on) client?.ref();
    else client?.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#checks) clearInterval(this.#checks);
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const { address, check, prepare, onConnected, onNotice } = this.#options;
    const client = clientOf(address, { pipeline: true } as object);
    client.on('error', (error) => this.#lost(client, error.message));
    client.on('end', () => this.#lost(client, 'the server closed it'));
    client.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await client.connect();
      await this.#unlessSilent(client, async () => {
        await prepareSession(client, address);
        await check(client);
        await prepare(client);
      });
    } catch (thrown) {
      client.removeAllListeners('end');
      await client.end().catch(() => {});
      throw thrown;
    }
    if (this.#stopped) return void (await client.end().catch(() => {}));
    this.#client = client;
    this.keepAlive(this.#keepsAlive);
    this.#tries = 0;
    this.#refusal = null;
    const again = this.#again;
    this.#again = true;
    onConnected(again);
  }

  /** A reload of its configuration makes a server unsafe while connections stay. */
  async #check(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    try {
      await this.#unlessSilent(client, () => this.#options.check(client));
    } catch (thrown) {
      if (this.#client !== client) return;
      const reason = reasonOf(thrown);
      this.#options.onSilent(reason);
      breakOff(client, reason);
    }
  }

  /** Breaks the connection off when what is asked on it is not answered. */
  async #unlessSilent<Result>(client: Client, ask: () => Promise<Result>): Promise<Result> {
    const { silentAfterMs, onSilent } = this.#options;
    const late = setTimeout(() => {
      const reason = `the server has not answered for ${silentAfterMs} ms`;
      onSilent(reason);
      breakOff(client, reason);
    }, silentAfterMs);
    late.unref();
    try {
      return await ask();
    } finally {
      clearTimeout(late);
    }
  }

  #lost(client: Client, reason: string): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.end().catch(() => {});
    if (this.#stopped) return;
    this.#options.onLost(reason);
    this.#reconnect();
  }

  #reconnect(): void {
    const wait = backoffMs[Math.min(this.#tries, backoffMs.length - 1)] ?? 0;
    this.#tries += 1;
    this.#timer = setTimeout(() => {
      if (this.#stopped) return;
      this.#connect().catch((thrown: unknown) => {
        if (this.#stopped) return;
        const reason = reasonOf(thrown);
        if (reason !== this.#refusal) this.#options.onRefused(reason);
        this.#refusal = reason;
        this.#reconnect();
      });
    }, wait);
    this.#timer.unref();
  }
}
