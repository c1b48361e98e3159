import { kindOf } from '../../domain/process/write.ts';
import type { StoredProcess } from '../../ledger/ledger.ts';
import { exceptionView } from './exception-view.ts';
import { freightView } from './freight-view.ts';
import { orderDetail } from './order-view.ts';
import { periodView } from './period-view.ts';
import { found, missing, type TowerContext, type TowerRoute } from './route.ts';
import { stockReconciliationView } from './stock-reconciliation-view.ts';
import { stockView } from './stock-view.ts';

const mostLines = 500;
const mostExceptions = 50;

function viewOf(process: StoredProcess, face: Pick<TowerContext['face'], 'expected'>) {
  switch (kindOf(process)) {
    case 'freight':
      return { freight: freightView(process) };
    case 'billing-period':
      return { period: periodView(process) };
    case 'stock':
      return { stock: stockView(process) };
    case 'stock-reconciliation':
      return { stockReconciliation: stockReconciliationView(process) };
    default:
      return { order: orderDetail(process), expected: face.expected(process) };
  }
}

/** One order, a billing period, the cost of one shipment, the stock of one item or its comparison with the ERP, with its history, oldest first, and its exceptions. */
export const readOrder: TowerRoute['handle'] = async ({ ledger, face }, { parameters }) => {
  const { tenant = '', key = '' } = parameters;
  const process = await ledger.process(tenant, key);
  if (!process) return missing(`order ${key}`);
  const [history, exceptions, holds] = await Promise.all([
    ledger.history(tenant, key, mostLines),
    ledger.exceptions({ key, limit: mostExceptions }),
    ledger.legalHolds(),
  ]);
  return found({
    ...viewOf(process, face),
    legalHold: holds.find((hold) => hold.tenant === tenant && hold.key === key) ?? null,
    history: history.map(({ at, kind, text, messageId }) => ({
      at,
      kind,
      text,
      messageId: messageId ?? null,
    })),
    exceptions: exceptions.filter((exception) => exception.tenant === tenant).map(exceptionView),
  });
};
