import { agesInDays } from '../../domain/process/reconciliation.ts';
import { found, type TowerRoute } from './route.ts';

/** What is shipped and not invoiced, delivered and not billed, invoiced and not posted, or overdue. */
export const readReconciliation: TowerRoute['handle'] = async ({ face }) =>
  found({ ...(await face.reconciliation()), agesInDays });
