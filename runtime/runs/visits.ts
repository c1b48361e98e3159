/**
 * Which of our nodes had a message last, so that an exception knows where its document can go on when it is retried.
 *
 * | The node | A retry |
 * |---|---|
 * | failed, or set `msg.error` | gives it the message again, as it was when it got it |
 * | passed on an error it was given | goes on where that error arose |
 * | changed nothing in the ledger | gives it the message again: it may decide otherwise |
 * | recorded something and sent the message on | goes on from the output, so that nothing is recorded twice |
 * | failed a part of the message, in `msg.retryWith` | gives it that part alone |
 *
 * A message is recognised by a symbol property that holds a text, which cloning keeps; what a Function node builds
 * anew has the mark of the message that the node received.
 */
import type { Json, RetryPoint } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { encodeBody } from './body.ts';
import { copyMessage } from './claimed-payload.ts';
import { digestOf } from './digest.ts';
import { label, type NodeName, type Run, type Visit } from './run.ts';

const visitMark = Symbol('crossdock.visit');

type Marked = FlowMessage & { [visitMark]?: string | undefined };
type Slots = readonly (FlowMessage | FlowMessage[] | null)[];

/** Mark of a message; undefined when none of our nodes had it. */
export const visitMarkOf = (message: FlowMessage): string | undefined => (message as Marked)[visitMark];

export function markVisit(message: FlowMessage, mark: string | undefined): void {
  if (mark === undefined) delete (message as Marked)[visitMark];
  else (message as Marked)[visitMark] = mark;
}

/** The visit that a message of this run comes from; a mark of another run says nothing. */
export function visitOf(run: Run, message: FlowMessage): Visit | undefined {
  const [number, index] = (visitMarkOf(message) ?? '').split('/');
  return number === String(run.number) ? run.visits[Number(index)] : undefined;
}

/** A message has reached one of our nodes. */
export function arrive(run: Run, node: NodeName, message: FlowMessage): Visit {
  const visit = run.visit({
    node,
    message: copyMessage(message),
    before: visitOf(run, message),
    staged: false,
  });
  markVisit(message, visit.mark);
  return visit;
}

/**
 * The node sends messages on, one slot per output.
 * @throws CD_RUN_BODY when it failed on a message that cannot be stored for a retry
 */
export function leave(run: Run, received: FlowMessage, slots: Slots): void {
  const visit = visitOf(run, received);
  if (!visit) return;
  for (const [output, slot] of slots.entries()) {
    for (const message of slot === null ? [] : [slot].flat()) {
      const { error } = message;
      if (failed(error) && error !== visit.message.error) {
        const held = heldBack(run, visit, message);
        // Written down at once: what comes after may change the message in place.
        retryPoint(run, held);
        markVisit(message, held.mark);
      } else if (failed(error)) markVisit(message, visit.before?.mark);
      else if (visit.staged)
        markVisit(message, run.visit({ ...visit, message: copyMessage(message), output }).mark);
      else markVisit(message, visit.mark);
    }
  }
}

/** Of a message that took one of several documents out, the visit as if only that document had come. */
function heldBack(run: Run, visit: Visit, message: FlowMessage): Visit {
  const { retryWith } = message;
  if (typeof retryWith !== 'object' || retryWith === null) return visit;
  delete message.retryWith;
  const { node, before, staged } = visit;
  return run.visit({ node, before, staged, message: copyMessage(retryWith as FlowMessage) });
}

const failed = (error: unknown): boolean => typeof error === 'object' && error !== null;

/** Where a document that came from this visit goes on. @throws CD_RUN_BODY */
export function retryPoint(run: Run, visit: Visit): RetryPoint {
  visit.point ??= pointOf(run, visit);
  return visit.point;
}

function pointOf(run: Run, { node, message, output }: Visit): RetryPoint {
  const body: Json = encodeBody(message, label(node));
  run.bodyDigest ??= digestOf(run.message.body);
  const asAccepted = digestOf(body) === run.bodyDigest;
  return {
    nodeId: node.id,
    nodeName: label(node),
    ...(output !== undefined && { output }),
    ...(!asAccepted && { body }),
  };
}
