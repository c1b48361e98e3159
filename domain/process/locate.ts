import { CrossdockError } from '../errors.ts';
import { identityOf } from './apply.ts';
import type { ProcessInput } from './documents.ts';
import { isShared, type Reference, referencesOf } from './references.ts';
import type { OrderProcess } from './types.ts';

/** A process as the ledger stores it, as far as recording needs it. */
export interface Stored {
  readonly key: string;
  readonly version: number;
  readonly state: unknown;
}

/** Reads of stored processes, passed in. */
export interface ProcessReader {
  process(tenant: string, key: string): Promise<Stored | null>;
  processByIdentifier(tenant: string, scheme: string | null, value: string): Promise<readonly Stored[]>;
}

export interface FoundProcess {
  readonly key: string;
  readonly version: number;
  readonly process: OrderProcess;
}

/** A stored process with its state typed. States are only ever written by `writesOf`. */
export const foundProcess = ({ key, version, state }: Stored): FoundProcess => ({
  key,
  version,
  process: state as OrderProcess,
});

/**
 * The processes a document belongs to: by its own numbers, and where those say nothing, or fit several orders,
 * by the process key the message already carries.
 *
 * @param hint key of the order the message is about, if the flow knows it
 * @throws CD_PROCESS_UNKNOWN, CD_PROCESS_AMBIGUOUS
 */
export async function locateProcesses(
  reader: ProcessReader,
  tenant: string,
  input: ProcessInput,
  hint?: string,
): Promise<readonly FoundProcess[]> {
  const named = { type: input.type, identity: identityOf(input) };
  for (const group of referencesOf(input)) {
    const found = unique(
      (await Promise.all(group.map((reference) => lookUp(reader, tenant, reference)))).flat(),
    );
    if (found.length === 0) continue;
    if (found.length === 1 || (isShared(input.type) && !isOrderNumber(group))) return found.map(foundProcess);
    const meant = found.filter(({ key }) => key === hint);
    if (meant.length > 0) return meant.map(foundProcess);
    const orders = found.map(({ key }) => key).join(', ');
    throw new CrossdockError('CD_PROCESS_AMBIGUOUS', { ...named, count: found.length, orders });
  }
  const hinted = hint === undefined ? null : await reader.process(tenant, hint);
  if (hinted) return [foundProcess(hinted)];
  throw new CrossdockError('CD_PROCESS_UNKNOWN', named);
}

/** Two customers may use the same order number, so several hits by it are no sign of a shared load. */
const isOrderNumber = (group: readonly Reference[]): boolean =>
  group.length === 1 && group[0]?.scheme === 'customer-order';

async function lookUp(
  reader: ProcessReader,
  tenant: string,
  { scheme, value }: Reference,
): Promise<readonly Stored[]> {
  if (scheme !== 'key') return reader.processByIdentifier(tenant, scheme, value);
  const stored = await reader.process(tenant, value);
  return stored ? [stored] : [];
}

const unique = (list: readonly Stored[]): readonly Stored[] =>
  list.filter((each, index) => list.findIndex(({ key }) => key === each.key) === index);
