import { CrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Staged } from '../runs/run.ts';
import { type WayBackOptions, wayBack } from './way-back.ts';

export interface ReleaseOptions extends WayBackOptions {
  readonly ledger: Pick<Ledger, 'exception' | 'message' | 'delivery'>;
}

/**
 * What sends on what an exception holds back, to be committed with the run that has done away with its cause; null when
 * somebody has decided the exception, or nothing can go on any more. When it is decided meanwhile the run repeats.
 */
export async function releaseHeld(
  id: string,
  reason: string,
  options: ReleaseOptions,
): Promise<Omit<Extract<Staged, { kind: 'release' }>, 'node'> | null> {
  const exception = await options.ledger.exception(id);
  if (exception?.state !== 'open' && exception?.state !== 'assigned') return null;
  try {
    const way = await wayBack(exception, options);
    return { kind: 'release', id, reason, operations: way.operations() };
  } catch (thrown) {
    if (thrown instanceof CrossdockError && thrown.code.startsWith('CD_EXCEPTION_')) return null;
    throw thrown;
  }
}
