import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** Numbers by which warehouses and carriers name an order, those first that one of them gave out itself. */
const numbers = ['releaseNumber', 'shipmentId', 'pro', 'bol', 'erpOrderNumber', 'orderNumber'];

/** Documents overtake each other: so often one is tried until its order counts as unknown. */
const tries = 6;

/**
 * The tenant of the order that a document of a shared system is about, or of all shipments that a bill is for; the
 * message's when nobody knows the order.
 * @throws CD_PROCESS_NOT_YET CD_PROCESS_AMBIGUOUS
 */
export async function tenantOfOrder(document: unknown, context: NodeContext): Promise<string> {
  const { tenant, type } = context.envelope;
  const parts = partsOf(document);
  const identity = parts[0]?.[0] ?? '(no number)';
  const owners = new Set<string>();
  let isKnown = parts.length > 0;
  for (const named of parts) {
    const { tenants, surely } = await tenantsOfPart(named, context);
    isKnown &&= surely;
    for (const each of tenants) owners.add(each);
  }
  const [only] = owners;
  if (owners.size > 1) {
    const parameters = { type, identity, count: owners.size, orders: `those of ${[...owners].join(', ')}` };
    throw new CrossdockError('CD_PROCESS_AMBIGUOUS', parameters);
  }
  if (parts.length > 0 && !isKnown && context.attempt < tries)
    throw new CrossdockError('CD_PROCESS_NOT_YET', { type, identity });
  return only ?? tenant;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** The numbers by which a document names its order; of a bill for several shipments, those of each. */
function partsOf(document: unknown): readonly (readonly string[])[] {
  const fields = fieldsOf(document);
  const named = (part: Fields): readonly string[] =>
    numbers.map((name) => part[name]).filter((value) => typeof value === 'string');
  const shipments = Array.isArray(fields.shipments) ? fields.shipments.map(fieldsOf) : [];
  return [fields, ...shipments].map(named).filter((part) => part.length > 0);
}

/** Whose order one part is about: by the surest number that only one tenant has, otherwise all that have one. */
async function tenantsOfPart(named: readonly string[], context: NodeContext) {
  let several: readonly string[] = [];
  for (const number of named) {
    const tenants = await context.tenantsOf(number);
    if (tenants.length === 1) return { tenants, surely: true };
    if (tenants.length > 1) several = tenants;
  }
  return { tenants: several, surely: several.length > 0 };
}
