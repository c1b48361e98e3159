import type { JournalEntry, Json, NewMessage, Operation } from '../../../ledger/ledger.ts';
import { parseQueue } from '../../channels/queues.ts';
import type { DryEffect } from '../../face.ts';

/** One change that a run makes, in a form in which two runs can be compared. */
export interface Comparable extends DryEffect {
  /** Same kind and target: the same change of two runs. */
  readonly target: string;
  /** The ordering key under which the ledger has it. */
  readonly key?: string;
  /** It leaves something behind in the ledger that says from which message it came. */
  readonly traced: boolean;
}

/** Journal lines that others than the run itself write about its message. */
const writtenByOthers = /^(?:exception|delivered|resent|replayed|duplicated|legal-hold)/;

/** A committed or would-be operation as people read it. */
export function comparable(operation: Operation, nodeName: string): Comparable[] {
  const make = (kind: string, target: string, what: string, content: Json, key?: string): Comparable[] => [
    { kind, target, what, nodeName, content, traced: key !== undefined, ...(key !== undefined && { key }) },
  ];
  switch (operation.op) {
    case 'accept':
      return [handedOver(operation.message, nodeName)];
    case 'deliver': {
      const { system, key, request, nodeId, idempotencyKey } = operation.delivery;
      const what = `delivery to ${system} for ${key} by ${nodeName}`;
      return make('delivery', JSON.stringify([system, key, nodeId]), what, { idempotencyKey, request }, key);
    }
    case 'process': {
      const { tenant, key, summary, identifiers, state } = operation;
      const what = `order ${key} becomes ${summary.status}${summary.held ? ', held' : ''}`;
      return make('process', JSON.stringify([tenant, key]), what, {
        summary: { ...summary },
        identifiers: identifiers.map((each) => ({ ...each })),
        state,
      });
    }
    case 'journal':
      return operation.entries.flatMap((line) => written(line, nodeName));
    case 'exception': {
      const { key, error, document } = operation.exception;
      const { code, message } = error;
      const content = { message, ...(document !== undefined && { document }) };
      return make('exception', JSON.stringify([key, code]), `exception ${code} about ${key}`, content, key);
    }
    case 'closeException':
      return make('exception', operation.id, `exception ${operation.id} is closed`, {
        reason: operation.reason,
      });
    case 'reply': {
      const { status, headers, body } = operation.reply;
      return make('reply', '', 'reply to the caller', { status, headers: { ...headers }, body }, '');
    }
    case 'timer': {
      const { id, dueAt, message } = operation.timer;
      return make('timer', id, `timer ${id}`, { dueAt, body: message.body });
    }
    case 'cancelTimer':
      return make('timer', operation.id, `timer ${operation.id} is called off`, null);
    case 'remember': {
      const { scope, key, digest, value = null } = operation.entry;
      return make('memory', JSON.stringify([scope, key]), `${scope} ${key} is remembered`, { digest, value });
    }
    case 'state':
      return make('state', operation.name, `state ${operation.name}`, operation.value);
    case 'allot':
      return make('number', operation.sequence, `next number of ${operation.sequence}`, null);
    default:
      return [];
  }
}

/** A document handed to a pack. */
export function handedOver({ envelope, queue, body }: Omit<NewMessage, 'raw'>, nodeName: string): Comparable {
  const { type, key } = envelope;
  const target = parseQueue(queue);
  const whom = target?.kind === 'channel' ? `channel ${target.channel}, to pack ${target.pack}` : queue;
  return {
    kind: 'channel',
    target: JSON.stringify([queue, type, key]),
    what: `${type} ${key} on ${whom}`,
    nodeName,
    content: body,
    key,
    traced: true,
  };
}

function written({ key, kind, text, data }: JournalEntry, nodeName: string): Comparable {
  return {
    kind: 'journal',
    target: JSON.stringify([key, kind]),
    what: `history of ${key}: ${kind}`,
    nodeName,
    content: { text, ...(data !== undefined && { data }) },
    key,
    traced: !writtenByOthers.test(kind),
  };
}
