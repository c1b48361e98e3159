import { decide, withReason } from './decide.ts';
import type { TowerRoute } from './route.ts';

type Handle = TowerRoute['handle'];

const idOf = ({ parameters }: Parameters<Handle>[1]): string => String(parameters.id);

/** Runs a finished message again on today's flow; `{ reason, decision? }`. */
export const replayMessage: Handle = ({ face }, request) =>
  withReason(request, (decision) => face.replayMessage(idOf(request), decision));

/** Takes the content of a finished message in as a new document; `{ reason, decision? }`. */
export const duplicateMessage: Handle = ({ face }, request) =>
  withReason(request, (decision) => face.duplicateMessage(idOf(request), decision));

/** Sends a delivery once more under the same idempotency key; `{ reason, decision? }`. */
export const resendDelivery: Handle = ({ face }, request) =>
  withReason(request, (decision) => face.resendDelivery(idOf(request), decision));

/** What a message would do today, and what it would do otherwise. Nothing is written. */
export const dryRun: Handle = ({ face }, request) => decide(face.dryRun(idOf(request)));
