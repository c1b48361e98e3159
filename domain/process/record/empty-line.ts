import type { SalesOrder } from '../../canonical/types.generated.ts';
import type { ProcessLine } from '../types.ts';

/** A line of which nothing is known but what is ordered. */
export const emptyLine = ({ lineNumber, item, quantity }: SalesOrder['lines'][number]): ProcessLine => ({
  lineNumber,
  item,
  unit: quantity.unit,
  quantities: {
    ordered: quantity.value,
    released: '0',
    picked: '0',
    packed: '0',
    shipped: '0',
    short: '0',
    delivered: '0',
    billed: '0',
    credited: '0',
  },
  reported: { picked: '0', packed: '0', shipped: '0', short: '0' },
});
