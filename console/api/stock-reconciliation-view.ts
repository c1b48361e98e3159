import { foundReconciliation } from '../../domain/stock-reconciliation/keys.ts';
import type { StoredProcess } from '../../ledger/ledger.ts';

/** The last comparison of a warehouse's stock with the ERP, for its own page. */
export function stockReconciliationView(stored: StoredProcess) {
  const { approved: _, owner = null, lines, proposals, decided, ...comparison } = foundReconciliation(stored);
  const named = (all: typeof proposals) =>
    all.map(({ told: _told, asked: _asked, decidedAt = null, reason = null, ...proposal }) => ({
      ...proposal,
      ...{ decidedAt, reason },
    }));
  return {
    ...comparison,
    ...{ tenant: stored.tenant, owner, lines, proposals: named(proposals), decided: named(decided) },
  };
}

/** The same in a list. */
export function stockReconciliationRow(stored: StoredProcess) {
  const {
    key,
    warehouse,
    owner = null,
    asOf,
    comparedAt,
    items,
    lines,
    complete,
    proposals,
  } = foundReconciliation(stored);
  return {
    ...{ tenant: stored.tenant, key, warehouse, owner, asOf, comparedAt, items },
    ...{ differing: lines.length, complete },
    open: proposals.filter(({ state }) => state === 'open').length,
  };
}
