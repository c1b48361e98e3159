import type { Entity, ODataClient } from '../../connect/odata/client.ts';
import { literal } from '../../connect/odata/literal.ts';

export interface Asking {
  readonly erp: ODataClient;
  readonly plant: string;
  /** Day from which on documents are read. */
  readonly since: string;
  readonly now: Date;
  readonly headers: Readonly<Record<string, string>>;
}

/** As the ERP has it: stock by material, and the documents that made it so, with their items in the plant. */
export interface PlantBook {
  readonly plant: string;
  readonly readAt: string;
  readonly since: string;
  readonly stock: readonly Entity[];
  readonly documents: readonly Entity[];
  /** Materials that were booked while this was read. */
  readonly unsettled: readonly string[];
}

const headerSet = 'API_MATERIAL_DOCUMENT_SRV/A_MaterialDocumentHeader';
const number = 'MaterialDocument';
const stockSet = 'API_MATERIAL_STOCK_SRV/A_MatlStkInAcctMod';

/**
 * Reads stock and documents. What is booked while they are read may be in one and not in the other: its materials are
 * named, so that nobody compares them before the next time.
 *
 * @throws what the client throws
 */
export async function readBook({ erp, plant, since, now, headers }: Asking): Promise<PlantBook> {
  const filter = `PostingDate ge datetime'${since}T00:00:00'`;
  const expand = ['to_MaterialDocumentItem'];
  const [last] = await erp.query(headerSet, { orderBy: `${number} desc`, top: 1, headers });
  const documents = await erp.query(headerSet, { filter, expand, headers });
  const stock = await erp.query(stockSet, { filter: `Plant eq ${literal(plant)}`, headers });
  // By number, since a document may be posted for a day long ago.
  const newer = last ? `${number} gt ${literal(String(last[number]))}` : filter;
  const meanwhile = await erp.query(headerSet, { filter: newer, expand, headers });
  const unsettled = meanwhile.flatMap((document) => itemsIn(document, plant)).map(({ Material }) => Material);
  return {
    ...{ plant, readAt: now.toISOString(), since: `${since}T00:00:00Z`, stock },
    documents: documents.flatMap((document) => inPlant(document, plant)),
    unsettled: [...new Set(unsettled.filter((material) => typeof material === 'string'))],
  };
}

/** The document with its items in the plant; nothing when it has none there. */
function inPlant(document: Entity, plant: string): readonly Entity[] {
  const { to_MaterialDocumentItem: _, ...header } = document;
  const items = itemsIn(document, plant);
  return items.length === 0 ? [] : [{ ...header, items }];
}

function itemsIn({ to_MaterialDocumentItem: deep }: Entity, plant: string): readonly Entity[] {
  const { results } = (deep ?? {}) as { readonly results?: unknown };
  const items = Array.isArray(results) ? (results as readonly Entity[]) : [];
  return items.filter(({ Plant }) => Plant === plant);
}
