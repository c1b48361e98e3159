import { createHash } from 'node:crypto';
import type { Memory } from '../../domain/edi/exchange/sent.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** What the ledger is to remember. Two messages never remember the same: the second one is repeated and sees the first. */
export function remembered({ scope, key, value }: Memory, { envelope }: NodeContext) {
  const digest = createHash('sha256')
    .update(JSON.stringify([envelope.id, value]))
    .digest('hex');
  return { scope, key, digest, value };
}
