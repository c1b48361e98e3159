import { CrossdockError } from '../../domain/errors.ts';
import { kindOf, processKinds } from '../../domain/process/write.ts';
import { jsonText } from '../json-text.ts';
import type {
  AuditEntry,
  Hop,
  Instant,
  Json,
  NewDelivery,
  NewException,
  NewMessage,
  Operation,
} from '../ledger.ts';
import type { AuditRow, Change, DeliveryRow, ExceptionRow, HopRow, MessageRow } from './changes.ts';

let [lastInstant, lastMs] = ['', 0];

/** Milliseconds of an instant: mostly the one asked for last. @throws CD_LEDGER_REQUEST_INVALID */
export function milliseconds(instant: Instant, operation: string): number {
  if (instant === lastInstant) return lastMs;
  const value = Date.parse(instant);
  if (Number.isNaN(value)) {
    throw new CrossdockError('CD_LEDGER_REQUEST_INVALID', {
      operation,
      reason: `'${instant}' is no instant`,
    });
  }
  [lastInstant, lastMs] = [instant, value];
  return value;
}

const text = jsonText;
const optionalText = (value: Json | undefined): string | null => (value === undefined ? null : text(value));

function messageRow(message: NewMessage): MessageRow {
  const { envelope, queue, idempotencyKey, digest, body, output, raw, owner, availableAt } = message;
  return {
    id: envelope.id,
    tenant: envelope.tenant,
    queue,
    key: envelope.key,
    idempotencyKey,
    digest,
    output: output ?? null,
    envelope: text(envelope),
    body: text(body),
    // A copy: posting a view to another thread would copy the whole buffer it looks into.
    raw: raw ? new Uint8Array(raw) : null,
    owner: owner ?? null,
    availableAt: availableAt === undefined ? null : milliseconds(availableAt, 'accept'),
  };
}

function deliveryRow(delivery: NewDelivery): DeliveryRow {
  const { request, envelope, continuation } = delivery;
  return {
    id: delivery.id,
    messageId: delivery.messageId,
    tenant: delivery.tenant,
    nodeId: delivery.nodeId,
    nodeType: delivery.nodeType,
    system: delivery.system,
    key: delivery.key,
    idempotencyKey: delivery.idempotencyKey,
    envelope: text(envelope),
    content: text({ request: request ?? null, continuation: continuation ?? null }),
  };
}

function exceptionRow(exception: NewException): ExceptionRow {
  const { id, kind, tenant, key, subjectId, error, nodeId, nodeName, owner, deadline, document, retry } =
    exception;
  return {
    ...{ id, kind, tenant, key, subjectId },
    error: text(error),
    nodeId: nodeId ?? null,
    nodeName: nodeName ?? null,
    owner: owner ?? null,
    deadline: deadline === undefined ? null : milliseconds(deadline, 'exception'),
    document: optionalText(document),
    retry: retry === undefined ? null : text(retry),
  };
}

function auditRow({ at, by, action, subject, tenant, key, reason, data }: AuditEntry): AuditRow {
  return {
    ...{ at: milliseconds(at, 'audit'), by, action, subject },
    ...{ tenant: tenant ?? null, key: key ?? null, reason: reason ?? null, data: optionalText(data) },
  };
}

/** A hop as columns. @throws CD_LEDGER_REQUEST_INVALID for an unreadable instant */
export function hopRow({ at, durationMs, outputs, error, payload, ...columns }: Hop): HopRow {
  return {
    ...columns,
    at: milliseconds(at, 'trace'),
    durationMs: durationMs ?? null,
    outputs: outputs === undefined ? null : text(outputs),
    error: error === undefined ? null : text(error),
    payloadDigest: payload?.digest ?? null,
    payloadBytes: payload?.bytes ?? null,
    payloadKept: payload?.kept ? 1 : 0,
  };
}

/** The hop that `hopRow` made columns of. */
export function decodeHop(row: HopRow): Hop {
  const { at, durationMs, event, outputs, error, payloadDigest, payloadBytes, payloadKept, ...columns } = row;
  return {
    ...columns,
    at: new Date(at).toISOString(),
    ...(durationMs === null ? {} : { durationMs }),
    event: event as Hop['event'],
    ...(outputs === null ? {} : { outputs: JSON.parse(outputs) }),
    ...(error === null ? {} : { error: JSON.parse(error) }),
    ...(payloadDigest === null
      ? {}
      : { payload: { digest: payloadDigest, bytes: payloadBytes ?? 0, kept: payloadKept === 1 } }),
  };
}

/** An operation in the form that planning takes. @throws CD_LEDGER_REQUEST_INVALID */
export function encode(operation: Operation): Change {
  switch (operation.op) {
    case 'accept':
      return { op: 'accept', message: messageRow(operation.message) };
    case 'retry':
    case 'retryDelivery': {
      const availableAt = milliseconds(operation.availableAt, operation.op);
      return { ...operation, availableAt, error: text(operation.error) };
    }
    case 'park':
    case 'failDelivery':
      return { ...operation, exception: exceptionRow(operation.exception) };
    case 'release':
      return { op: 'release', messageId: operation.messageId, body: optionalText(operation.body) };
    case 'releaseDelivery': {
      const { deliveryId, request } = operation;
      return { op: 'releaseDelivery', deliveryId, request: optionalText(request) };
    }
    case 'deliver':
      return { op: 'deliver', delivery: deliveryRow(operation.delivery) };
    case 'delivered': {
      const { deliveryId, answer, message } = operation;
      return {
        op: 'delivered',
        deliveryId,
        answer: text(answer),
        message: message ? messageRow(message) : null,
      };
    }
    case 'process': {
      const { op, tenant, key, expectVersion, state, summary, identifiers } = operation;
      return {
        op,
        tenant,
        key,
        expectVersion,
        state: text(state),
        status: summary.status,
        customer: summary.customer,
        held: summary.held ? 1 : 0,
        kind: processKinds.indexOf(kindOf({ summary })),
        updatedAt: milliseconds(summary.updatedAt, op),
        identifiers: text(identifiers),
      };
    }
    case 'journal':
      return {
        op: 'journal',
        entries: operation.entries.map((entry) => ({
          tenant: entry.tenant,
          key: entry.key,
          at: milliseconds(entry.at, 'journal'),
          kind: entry.kind,
          messageId: entry.messageId ?? null,
          text: entry.text,
          data: optionalText(entry.data),
        })),
      };
    case 'timer': {
      const { id, tenant, key, dueAt, message } = operation.timer;
      return {
        op: 'timer',
        id,
        tenant,
        key,
        dueAt: milliseconds(dueAt, 'timer'),
        message: messageRow(message),
      };
    }
    case 'exception':
      return { op: 'exception', exception: exceptionRow(operation.exception) };
    case 'remember': {
      const { scope, key, digest, value, at } = operation.entry;
      const row = { scope, key, digest, value: optionalText(value), at: milliseconds(at, 'remember') };
      return { op: 'remember', ...row };
    }
    case 'state':
      return { op: 'state', name: operation.name, value: text(operation.value) };
    case 'allot':
      return allot(operation);
    case 'raiseNumber':
      return raiseNumber(operation);
    case 'reply': {
      const { id, status, headers, body, at } = operation.reply;
      const row = { id, status, headers: text(headers), body: text(body), at: milliseconds(at, 'reply') };
      return { op: 'reply', ...row };
    }
    case 'audit':
      return { op: 'audit', entry: auditRow(operation.entry) };
    case 'legalHold': {
      const { at, ...hold } = operation.hold;
      return { op: 'legalHold', ...hold, at: milliseconds(at, 'legalHold') };
    }
    default:
      return operation;
  }
}

function raiseNumber(operation: Extract<Operation, { op: 'raiseNumber' }>): Change {
  const { sequence, last } = operation;
  if (Number.isSafeInteger(last) && last > 0) return operation;
  const reason = `${last} is no number that ${sequence} can have given out`;
  throw new CrossdockError('CD_LEDGER_REQUEST_INVALID', { operation: 'raiseNumber', reason });
}

function allot(operation: Extract<Operation, { op: 'allot' }>): Change {
  const { token } = operation;
  // Columns hold plain strings and JSON text side by side: only a token that reads the same in both can be replaced.
  if (token === '' || JSON.stringify(token) !== `"${token}"`) {
    const reason = `the token ${JSON.stringify(token)} is empty or changes inside a JSON string`;
    throw new CrossdockError('CD_LEDGER_REQUEST_INVALID', { operation: 'allot', reason });
  }
  return operation;
}
