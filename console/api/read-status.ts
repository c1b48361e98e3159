import { statuses } from '../../domain/process/types.ts';
import { found, type TowerRoute } from './route.ts';

/** Live counts. Orders are counted by their process; `failed` counts exceptions that wait for a decision. */
export const readStatus: TowerRoute['handle'] = async ({ site, face }) => {
  const { ledger, ...live } = await face.counts();
  const ordersIn = statuses.reduce((sum, status) => sum + (ledger.processes[status] ?? 0), 0);
  const posted = ledger.processes.posted ?? 0;
  const { id, environment, timeZone } = site;
  return found({
    site: { id, environment, timeZone },
    state: live.state,
    orders: {
      in: ordersIn,
      inProgress: ordersIn - posted - (ledger.processes.cancelled ?? 0),
      invoiced: posted + (ledger.processes.invoiced ?? 0),
      held: ledger.held,
      failed: ledger.openExceptions,
    },
    work: {
      queued: live.queued,
      running: live.liveRuns,
      deliveriesPending: ledger.deliveries.pending,
      deliveriesFailed: ledger.deliveries.failed,
      duplicates: ledger.duplicates,
    },
    openCircuits: live.openCircuits,
    backPressure: live.backPressure,
  });
};

/** What keeps the site busy: queues with their backlog, limits reached, outside systems, workers. */
export const readWork: TowerRoute['handle'] = async ({ face, ledger }) => {
  const [{ backPressure, systems, workers }, queues] = await Promise.all([face.counts(), ledger.load()]);
  return found({ queues, backPressure, systems, workers });
};
