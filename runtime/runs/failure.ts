import { types } from 'node:util';
import { asCrossdockError, CrossdockError, type ErrorCode, errorTable } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { encodeBody } from './body.ts';
import { type Failure, label, type NodeName } from './run.ts';

/** A stored document larger than this helps nobody on a screen; the message itself stays complete. */
const largestDocument = 256 * 1024;

/**
 * What a node threw or reported. Coded errors stay as they are; anything else is `CD_RUN_NODE_FAILED`, which
 * is tried again: a stock node cannot say whether its trouble will pass.
 */
export function toFailure(thrown: unknown, node: NodeName | null, message: FlowMessage | undefined): Failure {
  const where = node ? label(node) : 'the run';
  const document = message && documentOf(message, where);
  const error = isCoded(thrown)
    ? asCrossdockError(thrown, where)
    : new CrossdockError('CD_RUN_NODE_FAILED', { node: where, reason: reasonOf(thrown) }, { cause: thrown });
  return { error: error.record(), node, ...(document !== undefined && { document }) };
}

/** Errors cross Node-RED's own module boundary, where `instanceof` may not hold: the code decides. */
function isCoded(thrown: unknown): thrown is CrossdockError {
  if (thrown instanceof CrossdockError) return true;
  return (
    thrown instanceof Error && 'code' in thrown && String(thrown.code) in errorTable && 'record' in thrown
  );
}

export const isCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code);

function reasonOf(thrown: unknown): string {
  // A Function node's errors come from another realm, where `instanceof Error` does not hold.
  if (types.isNativeError(thrown)) return thrown.message || thrown.name;
  return typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown);
}

function documentOf(message: FlowMessage, where: string): Json {
  try {
    const document = encodeBody(message, where);
    const size = JSON.stringify(document).length;
    return size > largestDocument ? { tooLarge: size } : document;
  } catch {
    return { unreadable: typeof message.payload };
  }
}
