import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { CrossdockError } from '../../domain/errors.ts';
import { problem } from '../gateway/problem.ts';
import type { Log } from '../log.ts';

export type Health = 'starting' | 'ok' | 'flows-stopped' | 'draining';

/** The one HTTP server of a site: health, and what is mounted on it. */
export interface Front {
  readonly app: Express;
  readonly server: Server;
  setHealth(health: Health): void;
  /** Binds the port and returns it. @throws CD_START_PORT */
  listen(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

/** Editor sockets and kept-alive connections are cut after this, so that a stop does not wait for browsers. */
const closeGraceMs = 1_000;

export function createFront(log: Log): Front {
  const app = express();
  app.disable('x-powered-by');
  const server = createServer(app);
  let health: Health = 'starting';
  app.get('/health', (_, response) => {
    response.set('Cache-Control', 'no-store');
    response.status(health === 'ok' ? 200 : 503).json({ status: health });
  });
  // The port is bound before anything is mounted: what is not there yet may be there in a moment.
  app.use(({ method, path }, response, next) => {
    if (health !== 'starting') return next();
    const { status, headers, body } = problem(new CrossdockError('CD_GATEWAY_NOT_READY', { method, path }));
    response.status(status).set(headers).send(body);
  });
  app.get('/', (_, response) => response.redirect('/tower/'));
  return {
    app,
    server,
    setHealth(next) {
      health = next;
    },
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const refused = (error: NodeJS.ErrnoException) =>
          reject(new CrossdockError('CD_START_PORT', { host, port, reason: reasonOf(error) }));
        server.once('error', refused);
        server.listen(port, host, () => {
          server.off('error', refused);
          server.on('error', (error) => log('error', `HTTP server: ${error.message}`));
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), closeGraceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** Ends the middleware chain: unknown paths and errors, answered without a stack trace. */
export function lastHandlers(log: Log): [RequestHandler, ErrorRequestHandler] {
  return [
    (request, response) => {
      response.status(404).json({ error: `nothing is at ${request.path}` });
    },
    (error, request, response, next) => {
      if (response.headersSent) return next(error);
      const status = Number(error.status ?? error.statusCode) || 500;
      if (status >= 500) log('error', `HTTP ${request.method} ${request.path}: ${error.message}`);
      response
        .status(status)
        .json({ error: status >= 500 ? 'an internal error; see the log' : error.message });
    },
  ];
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'another program listens there';
  if (code === 'EACCES') return 'this user may not bind it';
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address';
  return message;
}
