import type { GoodsReceipt } from '../../canonical/types.generated.ts';
import { isZero } from '../quantity.ts';
import type { OrderProcess } from '../types.ts';
import { contradicted, type Recorded, type Recording, recorded } from './recording.ts';

/** Keeps what a warehouse took in of goods that came back; a receipt with another number adds up. */
export function recordGoodsReturn(
  process: OrderProcess,
  { receiptNumber, receivedAt, warehouse, lines }: GoodsReceipt,
  { at, messageId }: Recording,
): Recorded {
  const { returns = [] } = process;
  if (returns.some((known) => known.receiptNumber === receiptNumber)) {
    const reason = `receipt ${receiptNumber} came again with other content; the first one stands`;
    return contradicted(process, `goods-receipt/${receiptNumber}/${messageId}`, reason, at);
  }
  const counted = lines
    .filter(({ received }) => !isZero(received.value))
    .map(({ orderLine, item, received: quantity, condition }) => ({
      ...(orderLine === undefined ? {} : { orderLine }),
      ...{ item, quantity, condition },
    }));
  const told = counted.map(
    ({ orderLine, item, quantity: { value, unit }, condition }) =>
      `${value} ${unit} of ${orderLine === undefined ? itemName(item) : `line ${orderLine}`}, ${condition}`,
  );
  const text = `goods came back to ${warehouse.id ?? warehouse.name ?? 'a warehouse'}, receipt ${receiptNumber}: ${told.join('; ') || 'nothing'}`;
  const entry = { receiptNumber, messageId, at: receivedAt, lines: counted };
  return recorded({ ...process, returns: [...returns, entry] }, text);
}

const itemName = ({ sku, gtin, buyerItem }: GoodsReceipt['lines'][number]['item']): string =>
  `item ${sku ?? gtin ?? buyerItem}`;
