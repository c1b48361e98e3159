import type { DryRun } from '../../runtime/face.ts';
import { cutJson } from './cut.ts';
import { decide, withReason } from './decide.ts';
import type { TowerAnswer, TowerRoute } from './route.ts';

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
export const dryRun: Handle = async ({ face, ledger }, request): Promise<TowerAnswer> => {
  const id = idOf(request);
  const message = await ledger.message(id);
  return decide(face.dryRun(id).then((result) => dryRunView(result, message?.state === 'done')));
};

const mostShown = 200;
const contentBytes = 20_000;
const valueBytes = 2_000;

/** A dry run as a page bears it; `compared` is false when there is no run before to compare with. */
function dryRunView(
  { outcome, error, nodeName, effects, difference, notFollowed }: DryRun,
  compared: boolean,
) {
  return {
    outcome,
    compared,
    error: error ? { code: error.code, text: error.message, remedy: error.remedy } : null,
    node: nodeName ?? null,
    notFollowed,
    effects: effects
      .slice(0, mostShown)
      .map(({ content, ...effect }) => ({ ...effect, content: cutJson(content, contentBytes) })),
    difference: difference.slice(0, mostShown).map(({ change, what, before, after }) => ({
      ...{ change, what },
      before: before === undefined ? null : cutJson(before, valueBytes),
      after: after === undefined ? null : cutJson(after, valueBytes),
    })),
    more: {
      effects: Math.max(0, effects.length - mostShown),
      difference: Math.max(0, difference.length - mostShown),
    },
  };
}
