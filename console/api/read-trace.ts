import type { Hop } from '../../ledger/ledger.ts';
import { cutJson } from './cut.ts';
import { file, found, missing, type TowerRoute } from './route.ts';

const mostShownBytes = 200_000;

/** The hops of a message's runs, oldest first: node, duration, outputs, error, and the payload's digest. */
export const readTrace: TowerRoute['handle'] = async ({ face }, { parameters }) => {
  const hops = await face.trace(String(parameters.id));
  return found({ hops: [...hops].sort(inOrder).map(hopView) });
};

/** The payload on arrival at a hop of the message; with `save=true` the whole of it as a file. */
export const readPayload: TowerRoute['handle'] = async ({ face, ledger }, { parameters, query }) => {
  const { id = '', digest = '' } = parameters;
  const hops = await face.trace(id);
  const isOfMessage = hops.some(({ payload }) => payload?.kept && payload.digest === digest);
  const content = isOfMessage ? await ledger.content(digest) : null;
  if (content === null) return missing('payload of this step any more');
  if (query.save === 'true') return file(`${digest}.json`, Buffer.from(JSON.stringify(content, null, 2)));
  return found(cutJson(content, mostShownBytes));
};

/** By attempt and step; the end of an attempt comes last. */
const inOrder = (a: Hop, b: Hop): number =>
  a.attempt - b.attempt || (a.step || Number.POSITIVE_INFINITY) - (b.step || Number.POSITIVE_INFINITY) || 0;

function hopView(hop: Hop) {
  const { attempt, step, nodeName, nodeId, nodeType, at, durationMs, event, outputs, error, payload } = hop;
  return {
    ...{ attempt, step, nodeType, at, event, node: nodeName || nodeId },
    durationMs: durationMs ?? null,
    outputs: outputs ?? [],
    error: error ? { code: error.code, text: error.message, remedy: error.remedy } : null,
    payload: payload ?? null,
  };
}
