import type { Invoice, ReleaseChange } from '../../../domain/canonical/types.generated.ts';
import { foundProcess } from '../../../domain/process/locate.ts';
import type { Risk } from '../../../domain/process/risks.ts';
import type { TowerClient, TowerException, TowerOrderPage } from '../../support/tower-client.ts';
import type { Played, Step } from '../play.ts';
import type { Table } from './bench.ts';
import type { World } from './world.ts';

/**
 * What became of a case: documents as billing received them, questions as the warehouse did, answers as the customer, and
 * the order as the ledger keeps it and the tower shows it.
 * @throws Error when billing, the ERP, the ledger and the tower do not say the same
 */
export async function gather(
  table: Table,
  world: World,
  tower: TowerClient,
  steps: readonly Step[],
): Promise<Played> {
  const { names, seat, accruals, payables, movements } = table;
  const [stored] = await world.running.ledger.processByIdentifier('northwind', null, names.outward('PO-1'));
  const page = stored ? await tower.orderPage(stored.key) : null;
  const process = stored ? foundProcess(stored).process : null;
  const said = (await tower.exceptions()).filter((one) => JSON.stringify(one).includes(seat.code));
  if (process && page) requireSame(process, page.order);
  requireBooked(table);
  const risks = (page?.expected ?? []).filter(({ level }) => level !== 'expected') as readonly Risk[];
  if (seat.scenario.expected.risks) requireTold(risks, said);
  const played = {
    ...{ process, risks, responses: table.responses },
    documents: [...table.invoices].sort((one, other) => (one.invoiceNumber < other.invoiceNumber ? -1 : 1)),
    requests: table.requests.map(requestFrom),
  };
  const codes = [...table.refused, ...said.map(({ code }) => code)].filter((code) => !told.includes(code));
  return {
    ...names.homeward(played),
    refused: [...new Set(codes)].map((code) => ({ code })),
    steps,
    books: { accruals, payables, movements },
  };
}

/** Exceptions by which people hear of what a case speaks of by its own name: holds for a contradiction, and risks. */
const told = ['CD_PROCESS_CONTRADICTED', 'CD_PROCESS_LATE'];

/** Each risk is an exception with the same owner, and there is none for what is none. */
function requireTold(risks: readonly Risk[], exceptions: readonly TowerException[]): void {
  const raised = exceptions.filter(({ code }) => code === 'CD_PROCESS_LATE');
  const asRisks = risks.map(({ level, id, owner }) => `${level} ${id}, ${owner}`).sort();
  const asExceptions = raised.map(({ document, owner }) => {
    const { level, id } = document as Risk;
    return `${level} ${id}, ${owner}`;
  });
  if (JSON.stringify(asRisks) !== JSON.stringify(asExceptions.sort()))
    throw new Error(`at risk are ${asRisks.join('; ')}, exceptions are ${asExceptions.join('; ')}`);
}

interface AskedOfWarehouse {
  readonly requestNumber: string;
  readonly shipTo?: ReleaseChange['shipTo'];
  readonly lines?: readonly {
    readonly line: string;
    readonly from: number;
    readonly quantity: number;
    readonly restock?: number;
  }[];
}

function requestFrom(asked: object): ReleaseChange {
  const { requestNumber, shipTo, lines = [] } = asked as AskedOfWarehouse;
  return {
    ...{ requestNumber, shipTo },
    lines: lines.map(({ line, from, quantity, restock }) => ({
      lineNumber: line,
      ...{ from: { value: String(from) }, to: { value: String(quantity) } },
      ...(restock === undefined ? {} : { restock: { value: String(restock) } }),
    })),
  } as unknown as ReleaseChange;
}

function requireSame(process: NonNullable<Played['process']>, order: TowerOrderPage['order']): void {
  const open = process.holds.filter(({ released }) => !released).map(({ code }) => code);
  const kept = [
    process.status,
    open,
    process.absorbed.map(({ amount }) => amount),
    process.lines.map(({ quantities }) => quantities.billed),
  ];
  const shown = [
    order.status,
    order.holds.map(({ code }) => code),
    order.absorbed.map(({ amount }) => amount),
    order.lines.map(({ billed }) => billed),
  ];
  if (JSON.stringify(kept) !== JSON.stringify(shown))
    throw new Error(`the tower shows ${JSON.stringify(shown)}, the ledger keeps ${JSON.stringify(kept)}`);
}

/** What the ERP was given to book is what billing was given. */
function requireBooked({ invoices, booked, seat }: Table): void {
  for (const [number, body] of booked) {
    const invoice: Invoice | undefined = invoices.find(({ invoiceNumber }) => invoiceNumber === number);
    if (invoice?.totals.gross.amount !== body.TotalGrossAmount)
      throw new Error(
        `${seat.scenario.file}: the ERP was given ${String(body.TotalGrossAmount)} for ${number}, billing ${invoice?.totals.gross.amount}`,
      );
  }
}
