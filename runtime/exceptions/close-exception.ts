import { CrossdockError } from '../../domain/errors.ts';
import type { Json, Ledger, Operation, StoredException } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import { recorded } from '../decisions/recorded.ts';
import type { Decision } from '../face.ts';
import type { Change } from '../replay/changes.ts';
import { mended } from './mended.ts';
import { type WayBackOptions, wayBack } from './way-back.ts';

export interface CloseOptions extends WayBackOptions {
  readonly ledger: Pick<Ledger, 'exception' | 'message' | 'delivery' | 'commit'>;
  /** Largest document that a person may send on, in bytes of JSON. */
  readonly documentBytes: number;
}

/**
 * Sends what an undecided exception holds back on its way again; `document`, when given, in its place. Gives the
 * queues that have got a message.
 * @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED CD_EXCEPTION_NO_WAY_BACK CD_EXCEPTION_NODE_GONE CD_EXCEPTION_DOCUMENT
 */
export async function retryException(
  id: string,
  decision: Decision,
  options: CloseOptions,
  document?: Json,
): Promise<readonly string[]> {
  const exception = await undecided(id, options.ledger);
  const way = await wayBack(exception, options);
  const change = document === undefined ? null : mended(id, way.document, document, options.documentBytes);
  const operations = way.operations(change?.document);
  await close(exception, 'resolved', decision, operations, options, change?.evidence);
  return operations.flatMap((operation) => (operation.op === 'accept' ? [operation.message.queue] : []));
}

/**
 * The document that a retry would send on.
 * @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED CD_EXCEPTION_NO_WAY_BACK CD_EXCEPTION_NODE_GONE
 */
export async function exceptionDocument(id: string, options: CloseOptions): Promise<Json> {
  const { document } = await wayBack(await undecided(id, options.ledger), options);
  return document;
}

/**
 * Where a mended document differs from the one that waits; nothing is written.
 * @throws as `retryException`
 */
export async function compareDocument(
  id: string,
  document: Json,
  options: CloseOptions,
): Promise<readonly Change[]> {
  const waiting = await exceptionDocument(id, options);
  return mended(id, waiting, document, options.documentBytes)?.change ?? [];
}

/**
 * Gives up what an undecided exception holds back; what waited behind it goes on.
 * @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED
 */
export async function discardException(id: string, decision: Decision, options: CloseOptions): Promise<void> {
  const exception = await undecided(id, options.ledger);
  const { kind, subjectId } = exception;
  const operations: Operation[] = [];
  if (kind === 'delivery') operations.push({ op: 'discardDelivery', deliveryId: subjectId });
  else if ((await options.ledger.message(subjectId))?.state === 'parked') {
    operations.push({ op: 'discard', messageId: subjectId });
  }
  await close(exception, 'discarded', decision, operations, options);
}

/** @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED */
export async function undecided(id: string, ledger: Pick<Ledger, 'exception'>): Promise<StoredException> {
  const exception = await ledger.exception(id);
  if (!exception) throw new CrossdockError('CD_EXCEPTION_UNKNOWN', { id });
  const { state } = exception;
  if (state !== 'open' && state !== 'assigned')
    throw new CrossdockError('CD_EXCEPTION_CLOSED', { id, state });
  return exception;
}

async function close(
  { id, tenant, key, subjectId, error }: StoredException,
  state: 'resolved' | 'discarded',
  decision: Decision,
  operations: Operation[],
  { ledger, clock }: CloseOptions,
  evidence: { readonly [name: string]: Json } = {},
): Promise<void> {
  const did = state === 'resolved' ? 'retried' : 'discarded';
  const { by, reason } = decision;
  const deed = {
    ...{ tenant, key, action: `exception.${did}`, subject: id, kind: `exception-${state}` },
    text: 'change' in evidence ? `mended and ${did}` : did,
    data: { exceptionId: id, subjectId, code: error.code, ...evidence },
  };
  const result = await ledger.commit([
    { op: 'closeException', id, state, by, reason },
    ...operations,
    ...recorded(deed, decision, instant(clock)),
  ]);
  if (!result.committed) throw new CrossdockError('CD_EXCEPTION_CLOSED', { id, state: 'being handled' });
}
