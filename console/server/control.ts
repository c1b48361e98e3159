import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type RequestHandler, type Router } from 'express';
import { CrossdockError } from '../../domain/errors.ts';
import { ledgerTasks, type TaskContext } from '../api/ledger-tasks.ts';
import { protect } from './protect.ts';

export interface ControlOptions extends TaskContext {
  /** What a caller has to present: whoever can read it from the data folder may control the site. */
  readonly token: string;
}

/**
 * Administrative tasks for the command line on the same machine, where the running site alone may touch its ledger;
 * mount it at `/control`. Only connections from this machine with the token of this very process are heard.
 */
export function createControl({ token, ...context }: ControlOptions): Router {
  const control = express.Router();
  control.use(protect, onlyWith(token), express.json({ limit: 10_000 }));
  for (const [name, task] of Object.entries(ledgerTasks)) {
    control.post(`/${name}`, (request, response, next) => {
      task(context, (request.body ?? {}) as Record<string, unknown>)
        .then((result) => response.json(result))
        .catch((thrown: unknown) => {
          if (thrown instanceof CrossdockError) response.status(409).json(thrown.record());
          else next(thrown);
        });
    });
  }
  control.use((_, response) => {
    response.status(404).json({ error: 'there is nothing here' });
  });
  return control;
}

const loopback = /^(?:::ffff:)?127\.|^::1$/;

function onlyWith(token: string): RequestHandler {
  const expected = digestOf(`Bearer ${token}`);
  return (request, response, next) => {
    const given = digestOf(request.headers.authorization ?? '');
    const { remoteAddress = '', localAddress } = request.socket;
    const here = loopback.test(remoteAddress) || remoteAddress === localAddress;
    if (here && timingSafeEqual(given, expected)) return next();
    response.status(403).json({ error: 'only the command line of this machine may do this' });
  };
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
