import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import { type Change, changes } from '../replay/changes.ts';
import { digestOf } from '../runs/digest.ts';

/** Larger documents are kept in the audit trail as digests and changes only. */
const wholeUpToBytes = 32 * 1024;
const mostChanges = 200;

/** A document that a person changed before it goes on. */
export interface Mended {
  readonly document: Json;
  readonly change: readonly Change[];
  /** What the audit trail keeps: the change with before and after. */
  readonly evidence: { readonly [name: string]: Json };
}

/**
 * Checks a changed document against the one that waits; null when it is the same.
 * @throws CD_EXCEPTION_DOCUMENT when it is too large, or nothing waits any more
 */
export function mended(id: string, waiting: Json | null, document: Json, mostBytes: number): Mended | null {
  const refuse = (reason: string) => new CrossdockError('CD_EXCEPTION_DOCUMENT', { id, reason });
  if (waiting === null) throw refuse('there is none that waits: it is on its way already');
  const bytes = sizeOf(document);
  if (bytes > mostBytes) throw refuse(`it has ${bytes} bytes, the limit is ${mostBytes}`);
  const change = changes(waiting, document);
  if (change.length === 0) return null;
  const small = bytes <= wholeUpToBytes && sizeOf(waiting) <= wholeUpToBytes;
  return {
    document,
    change,
    evidence: {
      change: change.slice(0, mostChanges).map((each) => ({ ...each })),
      changes: change.length,
      ...(small
        ? { before: waiting, after: document }
        : { beforeDigest: digestOf(waiting), afterDigest: digestOf(document) }),
    },
  };
}

const sizeOf = (document: Json): number => Buffer.byteLength(JSON.stringify(document));
