import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** Numbers by which warehouses and carriers name an order, those first that one of them gave out itself. */
const numbers = ['releaseNumber', 'shipmentId', 'pro', 'bol', 'erpOrderNumber', 'orderNumber'];

/** Documents overtake each other: so often one is tried until its order counts as unknown. */
const tries = 6;

/**
 * The tenant of the order that a document of a shared system is about; the message's when nobody knows the order.
 * @throws CD_PROCESS_NOT_YET CD_PROCESS_AMBIGUOUS
 */
export async function tenantOfOrder(document: unknown, context: NodeContext): Promise<string> {
  const { tenant, type } = context.envelope;
  const fields = (document ?? {}) as Readonly<Record<string, unknown>>;
  const named = numbers.map((name) => fields[name]).filter((value) => typeof value === 'string');
  const identity = named[0] ?? '(no number)';
  let several: readonly string[] = [];
  for (const number of named) {
    const tenants = await context.tenantsOf(number);
    const [only] = tenants;
    if (only !== undefined && tenants.length === 1) return only;
    if (tenants.length > 1) several = tenants;
  }
  if (several.length > 0) {
    const parameters = { type, identity, count: several.length, orders: `those of ${several.join(', ')}` };
    throw new CrossdockError('CD_PROCESS_AMBIGUOUS', parameters);
  }
  if (named.length > 0 && context.attempt < tries) {
    throw new CrossdockError('CD_PROCESS_NOT_YET', { type, identity });
  }
  return tenant;
}
