import { CrossdockError } from '../errors.ts';
import { identityOf } from './apply.ts';
import type { ProcessInput } from './documents.ts';
import { fingerprint } from './fingerprint.ts';
import { isShared, type Reference, subjectsOf } from './references.ts';
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

/** Told of what a document is about and nothing is known of, where the rest is to be taken all the same. */
export type Missing = (error: CrossdockError) => void;

/**
 * The processes a document belongs to: by its own numbers, and where those say nothing, or fit several orders,
 * by the process key the message already carries.
 *
 * @param hint key of the order the message is about, if the flow knows it
 * @param missing absent: all of a document's orders must be known
 * @throws CD_PROCESS_UNKNOWN, CD_PROCESS_AMBIGUOUS
 */
export async function locateProcesses(
  reader: ProcessReader,
  tenant: string,
  input: ProcessInput,
  { hint, missing }: { readonly hint?: string | undefined; readonly missing?: Missing | undefined } = {},
): Promise<readonly FoundProcess[]> {
  const found: Stored[] = [];
  const unknown: CrossdockError[] = [];
  for (const { name = identityOf(input), references } of subjectsOf(input)) {
    const own = await locateOne(reader, tenant, input, references, hint);
    if (own.length === 0)
      unknown.push(new CrossdockError('CD_PROCESS_UNKNOWN', { type: input.type, identity: name }));
    found.push(...own);
  }
  const [first] = unknown;
  if (first && (found.length === 0 || !missing)) throw first;
  for (const error of unknown) missing?.(error);
  return unique(found).map(foundProcess);
}

async function locateOne(
  reader: ProcessReader,
  tenant: string,
  input: ProcessInput,
  references: readonly (readonly Reference[])[],
  hint: string | undefined,
): Promise<readonly Stored[]> {
  for (const group of references) {
    const found = unique(
      (await Promise.all(group.map((reference) => lookUp(reader, tenant, reference)))).flat(),
    );
    if (found.length === 0) continue;
    if (found.length === 1 || isForAll(found, input, group)) return found;
    const meant = found.filter(({ key }) => key === hint);
    if (meant.length > 0) return meant;
    const orders = found.map(({ key }) => key).join(', ');
    const named = { type: input.type, identity: identityOf(input) };
    throw new CrossdockError('CD_PROCESS_AMBIGUOUS', { ...named, count: found.length, orders });
  }
  const hinted = hint === undefined ? null : await reader.process(tenant, hint);
  return hinted ? [hinted] : [];
}

/** Documents about a shared load are for all of its orders, and so is the booking of one invoice over several. */
const isForAll = (found: readonly Stored[], input: ProcessInput, group: readonly Reference[]): boolean =>
  input.type === 'invoice-posted'
    ? isOneInvoice(found, input.document.invoiceNumber)
    : isShared(input.type) && !isOrderNumber(group);

function isOneInvoice(found: readonly Stored[], number: string): boolean {
  const documents = found.map((each) =>
    foundProcess(each).process.invoices.find(({ invoiceNumber }) => invoiceNumber === number),
  );
  return (
    new Set(
      documents.map((invoice) => invoice && (invoice.consolidated?.period ?? fingerprint(invoice.document))),
    ).size === 1
  );
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
