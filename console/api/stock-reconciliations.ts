import { foundPosition } from '../../domain/inventory/writes.ts';
import { reconciliationCsv } from '../../domain/stock-reconciliation/csv.ts';
import { foundReconciliation, isReconciliationKey } from '../../domain/stock-reconciliation/keys.ts';
import { reconciliationStatuses } from '../../domain/stock-reconciliation/types.ts';
import { fieldOf, withReason } from './decide.ts';
import { file, found, missing, refused, type TowerRoute } from './route.ts';
import { stockReconciliationRow } from './stock-reconciliation-view.ts';

/** More warehouses and owners than a site has. */
const mostListed = 500;
const mostDiffering = 100;

/** The last comparison of each warehouse and owner, those with something to decide first; and stock that differs. */
export const listStock: TowerRoute['handle'] = async ({ ledger }) => {
  const [differing, ...byStatus] = await Promise.all([
    ledger.processes({ status: 'stock-differs', limit: mostDiffering }),
    ...reconciliationStatuses.map((status) => ledger.processes({ status, limit: mostListed })),
  ]);
  return found({
    comparisons: byStatus.flat().map(stockReconciliationRow),
    differing: differing.map((stored) => {
      const { key, warehouse, sku, owner = null, difference = null } = foundPosition(stored);
      return { tenant: stored.tenant, key, warehouse, sku, owner, difference };
    }),
  });
};

/** The report of a comparison as a table for a spreadsheet. */
export const saveStockReport: TowerRoute['handle'] = async ({ ledger }, { parameters }) => {
  const { tenant = '', key = '' } = parameters;
  const stored = isReconciliationKey(key) ? await ledger.process(tenant, key) : null;
  if (!stored) return missing(`comparison ${key}`);
  const reconciliation = foundReconciliation(stored);
  const { warehouse, owner, snapshotId } = reconciliation;
  const name = ['stock', warehouse, owner, snapshotId].filter((part) => part !== undefined).join('-');
  // The mark tells spreadsheets that it is UTF-8.
  return file(`${name}.csv`, Buffer.from(`\ufeff${reconciliationCsv(reconciliation)}`));
};

/** Has proposed corrections carried out or not, in the name of who is signed in: `{ proposals, outcome, reason }`. */
export const decideStockCorrections: TowerRoute['handle'] = async ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  const proposals = fieldOf(request.body, 'proposals');
  const outcome = fieldOf(request.body, 'outcome');
  if (!isTexts(proposals) || proposals.length === 0) return refused('proposals must name them');
  if (outcome !== 'approve' && outcome !== 'refuse') return refused('outcome must be approve or refuse');
  return withReason(request, (decision) =>
    face.decideStockCorrections({ tenant, key, proposals, outcome, ...decision }),
  );
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
