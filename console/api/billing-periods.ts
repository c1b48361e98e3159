import { withReason } from './decide.ts';
import { periodView } from './period-view.ts';
import { found, limitOf, type TowerRoute } from './route.ts';

const usual = 200;
const most = 500;

/** Periods that collect orders for one invoice, the one that closes first at the top. */
export const listBillingPeriods: TowerRoute['handle'] = async ({ ledger }, request) => {
  const limit = limitOf(request, usual, most);
  const open = await ledger.processes({ status: 'billing-open', limit: limit + 1 });
  const periods = open.slice(0, limit).map(periodView);
  periods.sort((one, other) => Date.parse(one.closesAt) - Date.parse(other.closesAt));
  return found({ periods, complete: open.length <= limit });
};

/** Has the orders of a period invoiced now in the name of who is signed in: `{ reason }`. */
export const closeBillingPeriod: TowerRoute['handle'] = async ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  return withReason(request, (decision) => face.closeBillingPeriod({ tenant, key, ...decision }));
};
