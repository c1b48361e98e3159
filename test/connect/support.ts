import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../connect/connection.ts';
import { CrossdockError } from '../../domain/errors.ts';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real HTTP server on a free port; `seen` are the requests that it got. */
export interface Partner {
  readonly server: Server;
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

export async function partner(answer: (request: Seen, response: ServerResponse) => void): Promise<Partner> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ server, seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function connectionTo(baseUrl: string, changes: Partial<Connection> = {}): Connection {
  return { name: 'partner', baseUrl, auth: { kind: 'none' }, timeoutMs: 2_000, ...changes };
}

export function json(response: ServerResponse, status: number, body: unknown, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** The coded error that the work fails with. */
export async function failure(work: Promise<unknown>): Promise<CrossdockError> {
  const outcome = await work.then(
    (value) => new Error(`it succeeded with ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof CrossdockError) return outcome;
  throw outcome;
}
