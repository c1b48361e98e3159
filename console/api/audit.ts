import type { Ledger } from '../../ledger/ledger.ts';
import { found, limitOf, refused, type TowerRoute } from './route.ts';

const usualPage = 50;
const largestPage = 200;

/** The audit trail, newest first; `before=` is the number that the page before ended with. */
export const listAudit: TowerRoute['handle'] = async ({ ledger }, request) => {
  const before = Number(request.query.before ?? Number.NaN);
  if (request.query.before !== undefined && !(Number.isInteger(before) && before > 0)) {
    return refused('before is a number of the trail');
  }
  const limit = limitOf(request, usualPage, largestPage);
  const end = Number.isNaN(before) ? (await lastNumber(ledger)) + 1 : before;
  const afterNumber = Math.max(0, end - 1 - limit);
  const entries = await ledger.audit({ afterNumber, limit: end - 1 - afterNumber || 1 });
  return found({
    entries: entries.filter(({ number }) => number < end).reverse(),
    before: afterNumber > 0 ? afterNumber + 1 : null,
  });
};

/** Whether the trail is as it was written, or where it is broken. */
export const verifyAudit: TowerRoute['handle'] = async ({ ledger }) => found(await ledger.verifyAudit());

/** Numbers have no gaps, so that their end is found by halving. */
async function lastNumber(ledger: Pick<Ledger, 'audit'>): Promise<number> {
  const exists = async (number: number) =>
    (await ledger.audit({ afterNumber: number - 1, limit: 1 })).length > 0;
  let beyond = 1;
  while (await exists(beyond)) beyond *= 2;
  let last = Math.floor(beyond / 2);
  while (beyond - last > 1) {
    const middle = Math.floor((last + beyond) / 2);
    if (await exists(middle)) last = middle;
    else beyond = middle;
  }
  return last;
}
