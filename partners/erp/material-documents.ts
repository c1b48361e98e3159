import type { Response, Router } from 'express';
import { type Kept, kept } from '../kept.ts';
import type { Recorder } from '../recorder.ts';
import type { OrderStore } from './order-store.ts';
import { list, type Row, reject, results } from './responses.ts';

interface MaterialDocument extends Row {
  readonly MaterialDocument: string;
  readonly ReferenceDocument: string;
  readonly CreationDateTime: string;
  readonly CreatedByUser: string;
  readonly items: readonly MaterialDocumentItem[];
}

interface MaterialDocumentItem extends Row {
  readonly MaterialDocumentItem: string;
  readonly Material: string;
  readonly Plant: string;
  readonly GoodsMovementType: string;
  readonly DebitCreditCode: 'S' | 'H';
  readonly QuantityInEntryUnit: string;
  readonly EntryUnit: string;
}

/** Movement types that add to the stock of their plant, S for debit, and those that take from it, H for credit. */
const debitCredit: ReadonlyMap<string, 'S' | 'H'> = new Map([
  ...['101', '501', '561', '653', '655', '657', '701'].map((type) => [type, 'S'] as const),
  ...['201', '251', '551', '601', '702'].map((type) => [type, 'H'] as const),
]);

/** Thousandths, so that the book itself has no float error. */
const thousandths = (quantity: string): bigint => {
  const [whole = '0', part = ''] = quantity.split('.');
  return BigInt(whole) * 1000n + BigInt(part.padEnd(3, '0').slice(0, 3));
};
const written = (quantity: bigint): string => {
  const sign = quantity < 0n ? '-' : '';
  const digits = String(quantity < 0n ? -quantity : quantity).padStart(4, '0');
  return `${sign}${digits.slice(0, -3)}.${digits.slice(-3)}`;
};

/** The ERP's book of stock: material documents, and what they add up to by plant and material. */
export class StockBook {
  private readonly documents: MaterialDocument[];
  private readonly kept: Kept<MaterialDocument>;

  /** Documents of earlier starts are read from `file`. */
  constructor(file: string | null) {
    this.kept = kept(file);
    this.documents = [...this.kept.before];
  }

  /** Books a document; a clerk at the ERP books without Crossdock. */
  add(body: Row, user: string): MaterialDocument {
    const document = {
      ...body,
      MaterialDocument: String(4_900_000_001 + this.documents.length),
      MaterialDocumentYear: '2026',
      ReferenceDocument: String(body.ReferenceDocument ?? ''),
      CreationDateTime: new Date().toISOString(),
      CreatedByUser: user,
      items: results(body.to_MaterialDocumentItem).map((item, index) => ({
        ...{ Plant: '', EntryUnit: '', ...item, MaterialDocumentItem: String(index + 1) },
        Material: String(item.Material),
        GoodsMovementType: String(item.GoodsMovementType),
        DebitCreditCode: debitCredit.get(String(item.GoodsMovementType)) ?? 'S',
        QuantityInEntryUnit: String(item.QuantityInEntryUnit),
      })),
    };
    this.documents.push(document);
    this.kept.add(document);
    return document;
  }

  all(): Row[] {
    return this.documents.map(({ items, ...header }) => ({
      ...header,
      to_MaterialDocumentItem: { results: items },
    }));
  }

  /** `A_MatlStkInAcctMod`: how much there is of a material in a plant, and of whom when it is not the company's. */
  stock(): Row[] {
    const sums = new Map<string, { readonly row: Row; quantity: bigint }>();
    for (const item of this.documents.flatMap((document) => document.items)) {
      const owner = String(item.Supplier ?? '');
      const { Plant, Material, EntryUnit } = item;
      const key = JSON.stringify([Plant, Material, owner]);
      const row = { Plant, Material, Supplier: owner, MaterialBaseUnit: EntryUnit };
      const sum = sums.get(key) ?? { row, quantity: 0n };
      sums.set(key, sum);
      const quantity = thousandths(item.QuantityInEntryUnit);
      sum.quantity += item.DebitCreditCode === 'S' ? quantity : -quantity;
    }
    return [...sums.values()].map(({ row, quantity }) => ({
      ...row,
      MatlWrhsStkQtyInMatlBaseUnit: written(quantity),
    }));
  }

  /** Why the ERP would not book it; null when it would. */
  refusal(body: Row, orders: OrderStore): readonly [code: string, text: string] | null {
    const items = results(body.to_MaterialDocumentItem);
    if (String(body.ReferenceDocument ?? '') === '' || items.length === 0)
      return ['M7/018', 'ReferenceDocument and at least one item are required'];
    const odd = items.find((item) => !debitCredit.has(String(item.GoodsMovementType)));
    if (odd) return ['M7/036', `Movement type ${String(odd.GoodsMovementType)} is not defined`];
    const sold = items.find(
      (item) => item.GoodsMovementType === '601' && !orders.get(String(item.SalesOrder)),
    );
    return sold ? ['V1/302', `Sales order ${String(sold.SalesOrder)} does not exist`] : null;
  }
}

/** Goods movements in, and the stock that they make out. */
export function materialDocuments(
  router: Router,
  book: StockBook,
  orders: OrderStore,
  recorder: Recorder,
): void {
  const service = '/API_MATERIAL_DOCUMENT_SRV';
  router.get(`${service}/A_MaterialDocumentHeader`, (request, response) =>
    list(request, response, book.all(), 'MaterialDocument'),
  );
  router.get('/API_MATERIAL_STOCK_SRV/A_MatlStkInAcctMod', (request, response) =>
    list(request, response, book.stock(), 'Material'),
  );
  router.post(`${service}/A_MaterialDocumentHeader`, (request, response) =>
    post(request.body as Row, response, book, orders, recorder),
  );
}

function post(body: Row, response: Response, book: StockBook, orders: OrderStore, recorder: Recorder): void {
  const reference = String(body.ReferenceDocument ?? '');
  const isSale = results(body.to_MaterialDocumentItem).some((item) => item.GoodsMovementType === '601');
  const what = isSale ? 'goods issue' : 'goods movement';
  const refusal = book.refusal(body, orders);
  if (refusal) return reject(response, recorder, what, reference, body, ...refusal);
  const { items: _, ...document } = book.add(body, 'CROSSDOCK');
  recorder.effect(what, reference, document.MaterialDocument);
  recorder.record(what, reference, body, `201 ${document.MaterialDocument}`);
  response.status(201).json({ d: document });
}
