import { join } from 'node:path';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Login } from '../../runtime/auth/login.ts';
import { createSessions, type Sessions } from '../../runtime/auth/sessions.ts';
import type { SignIn } from '../../runtime/auth/sign-in.ts';
import type { TowerAnswer, TowerContext } from '../api/route.ts';
import { routes } from '../api/routes.ts';
import { clearCookie, cookieOf, sessionCookie } from './cookie.ts';
import { isOurPage, protect } from './protect.ts';

export interface TowerOptions {
  readonly context: TowerContext;
  readonly login: Login;
  readonly signIn: SignIn;
  readonly now: () => Date;
}

const web = join(import.meta.dirname, '..', 'web');
const largestBody = 10_000;

/** The status page and its JSON interface; mount it at `/tower`. The login is the editor's. */
export function createTower(options: TowerOptions): Router {
  const { context, login, now } = options;
  const sessions = createSessions(login.passwordHash);
  const tower = express.Router();
  tower.use(protect);
  const api = express.Router();
  api.use(requireOurPage);
  api.get('/session', (request, response) => {
    response.json({ user: sessions.verify(cookieOf(request.headers.cookie), now()) });
  });
  api.post('/session', json(largestBody), signIn(options, sessions));
  api.post('/session/end', (_, response) => {
    response.set('Set-Cookie', clearCookie()).status(204).end();
  });
  const signedIn: RequestHandler = (request, response, next) => {
    const user = sessions.verify(cookieOf(request.headers.cookie), now());
    response.locals.user = user;
    if (user === null) response.status(401).json({ error: 'sign in first' });
    else next();
  };
  for (const route of routes) {
    const handle: RequestHandler = (request, response, next) => {
      const { params, query, body } = request;
      route
        .handle(context, {
          ...{ parameters: { ...params }, query: texts(query), body },
          user: String(response.locals.user),
        })
        .then((answer) => send(answer, response))
        .catch(next);
    };
    if (route.method === 'GET') api.get(route.path, signedIn, handle);
    else api.post(route.path, signedIn, json(route.bodyBytes ?? largestBody), handle);
  }
  api.use((_, response) => {
    response.status(404).json({ error: 'there is nothing here' });
  });
  tower.use('/api', api);
  tower.get('/', withSlash);
  tower.use(express.static(web, { index: 'index.html', redirect: false, cacheControl: false }));
  return tower;
}

/** What the page links to lies below the address with the slash. */
const withSlash: RequestHandler = ({ originalUrl, baseUrl }, response, next) => {
  if (originalUrl.split('?')[0] !== baseUrl) return next();
  response.redirect(`${baseUrl}/`);
};

const json = (limit: number): RequestHandler => express.json({ limit });

/** A file is saved and never shown: nothing of it can act as a page. */
function send({ status, body, file }: TowerAnswer, response: Response): void {
  if (!file) {
    response.status(status).json(body);
    return;
  }
  response
    .status(status)
    .set('Content-Type', 'application/octet-stream')
    .set('Content-Disposition', `attachment; filename="${file.name}"`)
    .send(Buffer.from(file.bytes));
}

/** A change may come only from our own page: browsers let no other site send this header or this origin. */
const requireOurPage: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || isOurPage(request.headers)) return next();
  response.status(403).json({ error: 'only the tower itself may do this' });
};

function signIn({ context, signIn: door, now }: TowerOptions, sessions: Sessions): RequestHandler {
  const secure = context.site.environment === 'production';
  return (request, response, next) => {
    const { username, password } = credentialsOf(request);
    door
      .try('tower', username, password, request.socket.remoteAddress ?? '')
      .then((result) => {
        if (result === 'blocked') {
          response.status(429).json({ error: 'too many attempts: wait ten minutes' });
        } else if (result === 'wrong') {
          response.status(401).json({ error: 'name or password is wrong' });
        } else {
          const cookie = sessionCookie(sessions.issue(username, now()), secure);
          response.set('Set-Cookie', cookie).status(204).end();
        }
      })
      .catch(next);
  };
}

function credentialsOf({ body }: Request): { username: string; password: string } {
  const { username, password } = (body ?? {}) as Record<string, unknown>;
  return {
    username: typeof username === 'string' ? username : '',
    password: typeof password === 'string' ? password : '',
  };
}

function texts(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
