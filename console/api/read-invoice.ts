import type { Invoice } from '../../domain/canonical/types.generated.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import type { Ledger, StoredMessage } from '../../ledger/ledger.ts';
import { found, missing, type TowerRoute } from './route.ts';

const mostMessages = 200;

/** A billing document of an order, each line with what explains it while the message that carried it is kept. */
export const readInvoice: TowerRoute['handle'] = async ({ ledger }, { parameters }) => {
  const { tenant = '', key = '', number = '' } = parameters;
  const stored = await ledger.process(tenant, key);
  const { invoices = [], order } = (stored?.state ?? {}) as Partial<OrderProcess>;
  const kept = invoices.find(({ invoiceNumber }) => invoiceNumber === number);
  if (!kept) return missing(`document ${number} of order ${key}`);
  const { lines, ...document } = kept.document;
  const message = await carrierOf(number, tenant, key, ledger);
  const explained = new Map(linesIn(message).map((line) => [line.lineNumber, line.explanation]));
  // Of an invoice over several orders the lines have other numbers than in the part of one.
  const isWhole = kept.consolidated === undefined;
  return found({
    ...document,
    ...{ tenant, key, orderNumber: order?.orderNumber ?? key, messageId: message?.envelope.id ?? null },
    consolidated: kept.consolidated ?? null,
    lines: lines.map((line) => ({
      ...line,
      explanation: (isWhole && explained.get(line.lineNumber)) || null,
    })),
  });
};

/** The message by which the document left; null when it is not kept any more, or under another order's key. */
async function carrierOf(
  number: string,
  tenant: string,
  key: string,
  ledger: Pick<Ledger, 'messages' | 'message'>,
): Promise<StoredMessage | null> {
  const all = await ledger.messages({ tenant, key, limit: mostMessages });
  for (const { envelope } of all.filter((one) => one.envelope.type === 'invoice')) {
    const message = await ledger.message(envelope.id);
    if (invoiceIn(message)?.invoiceNumber === number && linesIn(message).length > 0) return message;
  }
  return null;
}

const invoiceIn = (message: StoredMessage | null): Partial<Invoice> | undefined =>
  (message?.body as { payload?: Partial<Invoice> } | null | undefined)?.payload;

const linesIn = (message: StoredMessage | null): Invoice['lines'] => invoiceIn(message)?.lines ?? [];
