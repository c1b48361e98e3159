import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { freePort } from '../../cli/start/free-port.ts';
import type { Trouble } from './plan.ts';
import type { Effect } from './recording.ts';
import type { Random } from './seeded.ts';

interface Done {
  readonly digest: string;
  readonly receipt: number;
}

/**
 * A partner that honours `Idempotency-Key`: the first request under a key has an effect, repeats are answered from
 * memory. It can be told to be in trouble in the ways real partners are.
 */
export class Partner {
  readonly name: string;
  /** In the order in which they happened. */
  readonly effects: Effect[] = [];
  /** Another content under a known key. */
  readonly contradictions: string[] = [];
  requests = 0;
  /** Repeats under a known key with the same content. */
  absorbed = 0;
  /** Told of every effect. */
  onEffect: (effect: Effect) => void = () => undefined;
  private readonly random: Random;
  private readonly done = new Map<string, Done>();
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;
  private trouble: Trouble | null = null;

  constructor(name: string, random: Random) {
    this.name = name;
    this.random = random;
  }

  /** Resolves with the address, which stays the same over outages. */
  async open(): Promise<string> {
    this.port ||= await freePort('127.0.0.1');
    const server = createServer((request, response) => void this.answer(request, response));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.server = server;
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async suffer(trouble: Trouble): Promise<void> {
    this.trouble = trouble;
    if (trouble === 'closed') await this.close();
  }

  async recover(): Promise<void> {
    const { trouble } = this;
    this.trouble = null;
    if (trouble === 'closed') await this.open();
    // Who waits for an answer that does not come must not wait on.
    if (trouble === 'hangs') for (const socket of this.sockets) socket.destroy();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const before = this.trouble;
    if (before === 'errors') {
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"out of order"}');
      return;
    }
    if (before === 'hangs' && this.random() < 0.5) return;
    const receipt = this.work(String(request.headers['idempotency-key']), Buffer.concat(chunks));
    if (before === 'hangs') return;
    if (before === 'loses-answers') {
      request.socket.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...receipt }));
  }

  private work(id: string, body: Buffer): Record<string, unknown> {
    const digest = createHash('sha256').update(body).digest('hex');
    const order = JSON.parse(body.toString()) as Omit<Effect, 'id'>;
    const { key, number, allotted } = order;
    const known = this.done.get(id);
    if (known) {
      this.absorbed += 1;
      if (known.digest !== digest) this.contradictions.push(`${this.name}: ${id} came with other content`);
      return { ...order, receipt: known.receipt };
    }
    const receipt = this.effects.length + 1;
    this.done.set(id, { digest, receipt });
    const effect: Effect = { key, number, id, ...(allotted !== undefined && { allotted }) };
    this.effects.push(effect);
    this.onEffect(effect);
    return { ...order, receipt };
  }
}
