import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { writeToStream } from 'mqtt-packet';
import type { Credentials } from './http-stand-in.ts';

// The codec would keep a buffer for each of the 65,536 packet numbers: 8 MB in a process that sends a few.
writeToStream.cacheNumbers = false;

/** A real MQTT 3.1.1 broker with a login; it can be restarted in place to see who comes back. */
export class MqttBroker {
  broker: Aedes | null = null;
  port = 0;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly credentials: Credentials;

  constructor(credentials: Credentials) {
    this.credentials = credentials;
  }

  async listen(port: number): Promise<number> {
    this.broker ??= await Aedes.createBroker({
      authenticate: (_client, username, password, done) => {
        done(null, username === this.credentials.username && same(password, this.credentials.password));
      },
    });
    const { broker } = this;
    // Without noDelay a QoS 1 round trip waits for Nagle's algorithm.
    const server = createServer({ noDelay: true }, (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      broker.handle(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const address = server.address();
    this.port = typeof address === 'object' && address ? address.port : port;
    this.server = server;
    return this.port;
  }

  async close(): Promise<void> {
    await this.disconnect();
    const { broker } = this;
    this.broker = null;
    if (broker) await new Promise<void>((resolve) => broker.close(() => resolve()));
  }

  /** Drops every connection and comes back on the same port; persistent sessions and their queues survive. */
  async restart(): Promise<void> {
    const { port } = this;
    await this.disconnect();
    await this.listen(port);
  }

  private async disconnect(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    this.server = null;
  }

  /** Publishes at QoS 1, again until there is a subscriber's session to take it. */
  publish(topic: string, payload: string): void {
    this.broker?.publish(
      { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false },
      () => undefined,
    );
  }
}

function same(given: Buffer | undefined, expected: string): boolean {
  const right = Buffer.from(expected);
  return given !== undefined && given.length === right.length && timingSafeEqual(given, right);
}
