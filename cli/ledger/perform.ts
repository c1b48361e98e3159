import { type LedgerTaskName, ledgerTasks, type TaskContext } from '../../console/api/ledger-tasks.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Json, Ledger } from '../../ledger/ledger.ts';
import { lockFolder } from '../../ledger/sqlite/lock.ts';
import { systemClock } from '../../runtime/clock.ts';
import { findControlNote } from '../../runtime/http/control-note.ts';
import { liftLegalHold, placeLegalHold } from '../../runtime/orders/legal-hold.ts';
import type { LoadedSite } from '../../runtime/site/site.ts';
import { askRunning } from './ask.ts';
import { openForCommand } from './open.ts';

type Input = Readonly<Record<string, string>>;

/**
 * Carries a task out on the ledger of a site: by the site when it runs on this data folder, since SQLite has one
 * owner; else on the ledger itself, on PostgreSQL beside the workers that may run elsewhere.
 *
 * @throws CD_CLI_SITE_SILENT CD_CLI_LEDGER_NONE CD_LEDGER_LOCKED and those of the task
 */
export async function perform(site: LoadedSite, task: LedgerTaskName, input: Input): Promise<Json> {
  const { dataFolder } = site;
  let lock: ReturnType<typeof lockFolder>;
  try {
    lock = lockFolder(dataFolder);
  } catch (thrown) {
    const note = findControlNote(dataFolder);
    if (!(thrown instanceof CrossdockError) || thrown.code !== 'CD_LEDGER_LOCKED' || !note) throw thrown;
    return askRunning(note, task, input);
  }
  try {
    const ledger = await openForCommand(site);
    try {
      return await ledgerTasks[task](contextOf(ledger), input);
    } finally {
      await ledger.close();
    }
  } finally {
    lock.release();
  }
}

function contextOf(ledger: Ledger): TaskContext {
  const options = { ledger, clock: systemClock };
  return {
    ledger,
    now: () => new Date(),
    face: {
      placeLegalHold: (tenant, key, decision) => placeLegalHold(tenant, key, decision, options),
      liftLegalHold: (tenant, key, decision) => liftLegalHold(tenant, key, decision, options),
    },
  };
}
