import { Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** What was sent before it failed: nothing, as long as no connection came about. */
export class SendFailure extends Error {
  readonly sent: boolean;

  constructor(cause: unknown, sent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.sent = sent;
  }
}

export interface Sending {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
}

/** Kept connections are not waited for at the end of the process. */
const http = new HttpAgent({ keepAlive: true });
const https = new HttpsAgent({ keepAlive: true });

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
const isDecoder = (encoding: string): encoding is keyof typeof decoders => Object.hasOwn(decoders, encoding);

/**
 * One request on a kept connection, and its answer as soon as its head is there. A third of the work of `fetch`, which
 * was most of what a delivery cost.
 * @throws SendFailure
 */
export function send(url: URL, { method, headers, body, signal }: Sending): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const options = {
      ...{ method, signal, agent: secure ? https : http },
      headers: { 'accept-encoding': 'gzip, deflate, br', ...headers },
    };
    const request = secure ? overHttps(url, options, resolve) : overHttp(url, options, resolve);
    let connected = false;
    request.on('socket', (socket) => {
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
      else connected = true;
    });
    request.on('error', (thrown) => reject(new SendFailure(thrown, connected)));
    request.end(body);
  });
}

/**
 * The whole body, decoded; null when it is larger, and then the rest is not read.
 * @throws what broke the connection
 */
export function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const encoding = response.headers['content-encoding'] ?? '';
    const failed = (thrown: unknown): void => {
      response.destroy();
      reject(new SendFailure(thrown, true));
    };
    let source: Readable = response;
    response.on('error', failed);
    if (isDecoder(encoding)) source = response.pipe(decoders[encoding]()).on('error', failed);
    const chunks: Buffer[] = [];
    let size = 0;
    source.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        response.destroy();
        resolve(null);
      }
    });
    source.on('end', () => resolve(Buffer.concat(chunks)));
  });
}
