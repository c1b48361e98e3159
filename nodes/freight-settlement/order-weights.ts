import type { Item } from '../../domain/canonical/types.generated.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import { Big, big } from '../../domain/rating/decimal.ts';
import { itemFinder } from '../../domain/rating/facts.ts';
import { convert } from '../../domain/rating/units.ts';
import type { FreightProcess } from '../../domain/settlement/types.ts';
import type { NodeContext } from '../../runtime/face.ts';

/**
 * What of each order travelled with the shipment, in kilograms by item master. Equal shares when the weight of one is
 * not known: a guess would look like a fact.
 */
export async function orderWeights(
  { orders, shipmentId }: Pick<FreightProcess, 'orders' | 'shipmentId'>,
  context: Pick<NodeContext, 'processByIdentifier' | 'list' | 'envelope'>,
): Promise<readonly string[]> {
  const { tenant } = context.envelope;
  const findItem = itemFinder(context.list('item') as unknown as readonly Item[]);
  const weights = await Promise.all(
    orders.map(async ({ orderNumber }) => {
      const stored = await context.processByIdentifier(tenant, 'customer-order', orderNumber);
      const mine = stored
        .map((one) => foundProcess(one).process)
        .filter(({ shipments }) => shipments.some(({ id }) => id === shipmentId));
      const [only] = mine;
      return only && mine.length === 1 && shipmentId !== undefined
        ? weightOf(only, shipmentId, findItem)
        : null;
    }),
  );
  return weights.every((weight) => weight !== null)
    ? weights.map((weight) => weight.toFixed())
    : orders.map(() => '0');
}

function weightOf(
  process: OrderProcess,
  shipmentId: string,
  findItem: ReturnType<typeof itemFinder>,
): Big | null {
  const issues = process.goodsIssues.filter((issue) => issue.shipmentId === shipmentId);
  if (issues.length === 0) return null;
  let total = new Big(0);
  for (const { lines } of issues) {
    for (const { item: ref, quantity } of lines) {
      const item = findItem(ref);
      if (!item || item.baseUnit !== quantity.unit) return null;
      total = total.plus(convert(item.grossWeight, 'KGM', item.sku).times(big(quantity.value)));
    }
  }
  return total;
}
