import { isFreightKey } from '../../domain/settlement/locate.ts';
import { exceptionView } from './exception-view.ts';
import { freightView } from './freight-view.ts';
import { orderDetail } from './order-view.ts';
import { found, missing, type TowerRoute } from './route.ts';

const mostLines = 500;
const mostExceptions = 50;

/** One order, or the cost of one shipment, with its history, oldest first, and its exceptions. */
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
    ...(isFreightKey(key)
      ? { freight: freightView(process) }
      : { order: orderDetail(process), expected: face.expected(process) }),
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
