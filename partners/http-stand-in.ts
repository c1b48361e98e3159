import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { type Fault, Faults, faultKinds } from './faults.ts';
import { Recorder } from './recorder.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Lets a request wait for as long as it takes, and may then change a yes: null leaves it as it is. What it returns
 * with a status is the answer itself, and the partner has never heard of the request.
 */
export type Gate = (request: Request) => Promise<((answer: object) => object) | GateAnswer | null>;

export interface GateAnswer {
  readonly status: number;
  readonly body: object;
}

/** An HTTP partner: its own routes behind its own login, and beside them what tests and curious people need. */
export interface HttpStandIn {
  readonly name: string;
  readonly app: Express;
  readonly faults: Faults;
  readonly recorder: Recorder;
  /** Every request that has presented the login passes it from now on. */
  gatedBy(gate: Gate): void;
  listen(port: number): Promise<string>;
  close(): Promise<void>;
}

/**
 * `GET /_received`, `/_problems`, `/_effects` show what arrived; `GET|POST|DELETE /_faults` tell it to misbehave.
 * Everything else needs `credentials`, by Basic or as a bearer token (the password).
 */
export function httpStandIn(name: string, credentials: Credentials): HttpStandIn {
  const app = express();
  const faults = new Faults();
  const recorder = new Recorder();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '5mb' }));

  app.get('/_received', (_request, response) => response.json(recorder.received));
  app.get('/_problems', (_request, response) => response.json(recorder.problems));
  app.get('/_effects', (_request, response) => response.json(recorder.effects()));
  app.get('/_faults', (_request, response) => response.json(faults.list()));
  app.delete('/_faults', (_request, response) => {
    faults.clear();
    response.sendStatus(204);
  });
  app.post('/_faults', (request, response) => {
    const fault = request.body as Fault;
    if (!faultKinds.includes(fault.kind)) {
      response.status(400).json({ error: `kind is one of ${faultKinds.join(', ')}` });
      return;
    }
    faults.set(fault);
    response.status(201).json(faults.list());
  });
  app.get('/', (_request, response) => response.type('html').send(page(name, recorder, faults)));
  app.use((request, response, next) => misbehave(faults, request, response, next));
  app.use((request, response, next) => {
    if (authorized(request.headers.authorization, credentials)) next();
    else
      response
        .status(401)
        .set('WWW-Authenticate', `Basic realm="${name}"`)
        .json({ error: 'unknown user or password' });
  });
  let gate: Gate = async () => null;
  app.use((request, response, next) => {
    gate(request).then((said) => pass(said, response, next), next);
  });

  let server: Server | null = null;
  return {
    name,
    app,
    faults,
    recorder,
    gatedBy: (given) => {
      gate = given;
    },
    listen: (port) =>
      new Promise((resolve, reject) => {
        server = createServer(app);
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          const address = server?.address();
          resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(said: Awaited<ReturnType<Gate>>, response: Response, next: NextFunction): void {
  if (said !== null && 'status' in said) {
    response.status(said.status).json(said.body);
    return;
  }
  if (said !== null) {
    const json = response.json.bind(response);
    response.json = (body: object) => json(response.statusCode < 300 ? said(body) : body);
  }
  next();
}

function authorized(header: string | undefined, { username, password }: Credentials): boolean {
  const [scheme, value = ''] = (header ?? '').split(' ');
  if (scheme === 'Bearer') return same(value, password);
  return scheme === 'Basic' && same(Buffer.from(value, 'base64').toString('utf8'), `${username}:${password}`);
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function misbehave(faults: Faults, request: Request, response: Response, next: NextFunction): void {
  const fault = faults.next(request.path, request.method);
  switch (fault?.kind) {
    case undefined:
      return next();
    case 'fail':
      response.status(500).json({ error: 'told to fail' });
      return;
    case 'throttle':
      response
        .status(429)
        .set('Retry-After', String(Math.ceil((fault?.delayMs ?? 1000) / 1000)))
        .json({ error: 'told to throttle' });
      return;
    case 'reject':
      response.status(422).json({ error: { code: 'TOLD/REJECT', message: 'told to reject' } });
      return;
    case 'unauthorized':
      response.status(401).json({ error: 'told to refuse the login' });
      return;
    case 'slow':
      setTimeout(next, fault?.delayMs ?? 2000);
      return;
    case 'hang':
      return;
    case 'lose-answer':
      loseAnswer(request, response);
      return next();
    case 'answer-twice':
      answerTwice(request, response);
      return next();
  }
}

/** The work is done, but the caller never hears of it: the socket dies where the answer would have been. */
function loseAnswer(request: Request, response: Response): void {
  const drop = (): Response => {
    request.socket.destroy();
    return response;
  };
  response.json = drop;
  response.send = drop;
}

/** The answer's bytes go out twice on the same connection, as a broken proxy does. */
function answerTwice(request: Request, response: Response): void {
  response.json = (body: unknown) => {
    const text = JSON.stringify(body);
    const answer = `HTTP/1.1 ${response.statusCode} Twice\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    request.socket.write(answer + answer);
    request.socket.end();
    return response;
  };
}

const html = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function page(name: string, recorder: Recorder, faults: Faults): string {
  const rows = recorder.received.slice(-50).reverse();
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${html(name)}</title>
<style>:root{color-scheme:light dark}body{font:15px system-ui;margin:2rem;max-width:70rem}td,th{text-align:left;padding:.3rem .8rem;vertical-align:top}pre{margin:0;max-width:40rem;overflow:auto}</style>
<h1>${html(name)}</h1><p>A stand-in. ${recorder.received.length} received, ${recorder.problems.length} problems, ${faults.list().length} faults in force.
<a href="/_received">received</a> · <a href="/_problems">problems</a> · <a href="/_effects">effects</a> · <a href="/_faults">faults</a></p>
<table><tr><th>at</th><th>what</th><th>reference</th><th>outcome</th></tr>
${rows.map((row) => `<tr><td>${row.at}</td><td>${html(row.what)}</td><td>${html(row.reference)}</td><td>${html(row.outcome)}</td></tr>`).join('\n')}
</table></html>`;
}
