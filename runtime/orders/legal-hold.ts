import { CrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import { recorded } from '../decisions/recorded.ts';
import type { Decision } from '../face.ts';

export interface LegalHoldOptions {
  readonly ledger: Pick<Ledger, 'legalHolds' | 'commit' | 'process' | 'messages'>;
  readonly clock: Clock;
}

/**
 * Keeps everything of a key from every retention. A hold that is there stays as it is, with its reason.
 * @throws CD_LEGAL_HOLD_UNKNOWN when there is neither an order nor a message under the key: a hold on a mistyped one
 * would protect nothing
 */
export async function placeLegalHold(
  tenant: string,
  key: string,
  decision: Decision,
  options: LegalHoldOptions,
): Promise<void> {
  if (await isHeld(tenant, key, options)) return;
  if (!(await exists(tenant, key, options)))
    throw new CrossdockError('CD_LEGAL_HOLD_UNKNOWN', { tenant, key });
  const at = instant(options.clock);
  const { by, reason } = decision;
  await write(
    [
      { op: 'legalHold', hold: { tenant, key, by, reason, at } },
      ...recorded({ ...deed('placed', tenant, key), text: 'legal hold placed' }, decision, at),
    ],
    key,
    options,
  );
}

/** Ends a legal hold: the retention may take what is old enough. @throws CD_LEGAL_HOLD_NONE */
export async function liftLegalHold(
  tenant: string,
  key: string,
  decision: Decision,
  options: LegalHoldOptions,
): Promise<void> {
  if (!(await isHeld(tenant, key, options))) throw new CrossdockError('CD_LEGAL_HOLD_NONE', { tenant, key });
  const at = instant(options.clock);
  await write(
    [
      { op: 'liftLegalHold', tenant, key },
      ...recorded({ ...deed('lifted', tenant, key), text: 'legal hold lifted' }, decision, at),
    ],
    key,
    options,
  );
}

async function isHeld(tenant: string, key: string, { ledger }: LegalHoldOptions): Promise<boolean> {
  const holds = await ledger.legalHolds();
  return holds.some((hold) => hold.tenant === tenant && hold.key === key);
}

async function exists(tenant: string, key: string, { ledger }: LegalHoldOptions): Promise<boolean> {
  if (await ledger.process(tenant, key)) return true;
  return (await ledger.messages({ tenant, key, limit: 1 })).length > 0;
}

const deed = (did: 'placed' | 'lifted', tenant: string, key: string) => ({
  ...{ tenant, key, subject: key, action: `legal-hold.${did}`, kind: 'legal-hold' },
});

async function write(
  operations: Parameters<Ledger['commit']>[0],
  order: string,
  { ledger }: LegalHoldOptions,
): Promise<void> {
  const { committed } = await ledger.commit(operations);
  if (!committed) throw new CrossdockError('CD_PROCESS_BUSY', { order });
}
