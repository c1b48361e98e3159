import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { asCrossdockError, CrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { GatewayCaller, GatewayRequest, GatewayResponse, GatewayRoute } from '../face.ts';
import type { Log } from '../log.ts';
import type { Site } from '../site/site.ts';
import { BodiesInMemory, type Held } from './bodies-in-memory.ts';
import { callerOf } from './callers.ts';
import { problem } from './problem.ts';
import { replyRoute } from './reply-route.ts';
import type { Routes } from './routes.ts';

export interface GatewayOptions {
  readonly routes: Routes;
  readonly site: Pick<Site, 'systems' | 'limits'>;
  readonly ledger: Pick<Ledger, 'reply' | 'message'>;
  readonly log: Log;
  /** False while what nodes serve comes and goes: at the start and during a deploy. */
  readonly flowsRun: () => boolean;
}

/** The HTTP interface that nodes serve; mount it at `/api`, before anything that reads bodies. */
export function createGateway(options: GatewayOptions): Router {
  const gateway = express.Router();
  const bodies = new BodiesInMemory(bodiesAtOnce * options.site.limits.bodyBytes);
  let version = -1;
  let current = express.Router();
  gateway.use((request, response, next) => {
    // Nodes come and go with every deploy; the table is rebuilt when it has changed.
    if (version !== options.routes.version) {
      version = options.routes.version;
      current = routerOf(options, bodies);
    }
    current(request, response, next);
  });
  gateway.use((request, response) => {
    const { method, path } = request;
    const code = options.flowsRun() ? 'CD_GATEWAY_NOT_FOUND' : 'CD_GATEWAY_NOT_READY';
    send(response, problem(new CrossdockError(code, { method, path })));
  });
  gateway.use((thrown: unknown, request: Request, response: Response, _next: NextFunction) => {
    const error = bodyError(thrown) ?? asCrossdockError(thrown, `${request.method} ${request.path}`);
    const answer = problem(error);
    const level = answer.status >= 500 ? 'error' : 'info';
    // Told once when it begins; a line for every refused call would be one more load.
    if (answer.status !== 429)
      options.log(level, `${request.method} ${request.path}: ${error.message}`, { code: error.code });
    send(response, answer);
  });
  return gateway;
}

const methods = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

/** So many of the largest bodies that the site takes may be in memory. */
const bodiesAtOnce = 20;

function routerOf(options: GatewayOptions, bodies: BodiesInMemory): Router {
  const router = express.Router({ caseSensitive: true });
  for (const route of [replyRoute(options), ...options.routes.all()]) {
    const limit = Math.min(route.maxBytes, options.site.limits.bodyBytes);
    router[methods[route.method]](
      route.path,
      (request, response, next) => {
        response.locals.caller = authorize(request, route, options);
        const refused = route.admit?.(headOf(request)) ?? null;
        if (refused) return send(response, refused);
        const held = bodies.hold(Math.min(limit, Number(request.headers['content-length'] ?? limit) || 0));
        response.locals.body = held;
        response.once('close', () => held.release());
        next();
      },
      express.raw({ type: () => true, limit }),
      (request, response, next) => {
        (response.locals.body as Held).resize(Buffer.isBuffer(request.body) ? request.body.length : 0);
        const caller = response.locals.caller as GatewayCaller | undefined;
        handle(request, route, caller).then((answer) => send(response, answer), next);
      },
    );
  }
  return router;
}

/** Who calls; undefined where anybody may. @throws CD_GATEWAY_UNAUTHORIZED */
function authorize(
  request: Request,
  { callers, method, path }: GatewayRoute,
  { site, log }: GatewayOptions,
): GatewayCaller | undefined {
  if (callers === undefined) return undefined;
  const system = callerOf(request.headers, callers, site.systems);
  if (system) return { system: system.name, parties: system.parties ?? [] };
  if (!site.systems[callers]) log('error', `${method} ${path}: the site has no system ${callers}`);
  throw new CrossdockError('CD_GATEWAY_UNAUTHORIZED');
}

function handle(
  request: Request,
  route: GatewayRoute,
  caller: GatewayCaller | undefined,
): Promise<GatewayResponse> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return route.handle({ ...headOf(request), body, ...(caller && { caller }) });
}

function headOf({ method, path, params, query, headers, socket }: Request): Omit<GatewayRequest, 'body'> {
  return {
    ...{ method, path, parameters: { ...params }, query: texts(query), headers: texts(headers) },
    remote: socket.remoteAddress ?? '',
  };
}

/** Repeated headers and parameters are joined as RFC 9110, 5.3 joins them; nested query objects are left out. */
function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (typeof value === 'string') return [[name, value]];
      return Array.isArray(value) ? [[name, value.map(String).join(', ')]] : [];
    }),
  );
}

/** What express's body reader throws: an http-errors object with a type. */
function bodyError(thrown: unknown): CrossdockError | null {
  if (!(thrown instanceof Error)) return null;
  // What zlib says of a body that is not compressed as its header says, or ends too early.
  const inflating = 'code' in thrown && /^Z_(DATA|BUF)_ERROR$|^Z_NEED_DICT$/.test(String(thrown.code));
  if (inflating) return new CrossdockError('CD_GATEWAY_BODY', { reason: thrown.message });
  if (!('type' in thrown)) return null;
  if (thrown.type === 'entity.too.large' && 'limit' in thrown) {
    return new CrossdockError('CD_GATEWAY_TOO_LARGE', { maxBytes: Number(thrown.limit) });
  }
  const ofBody = ['request.', 'entity.', 'encoding.'].some((kind) => String(thrown.type).startsWith(kind));
  return ofBody ? new CrossdockError('CD_GATEWAY_BODY', { reason: thrown.message }) : null;
}

function send(response: Response, { status, headers = {}, body }: GatewayResponse): void {
  if (response.headersSent || response.destroyed) return;
  response.status(status).set({ 'cache-control': 'no-store', ...headers });
  response.end(body);
}
