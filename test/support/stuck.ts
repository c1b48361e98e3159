import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a site's ledger says has not gone on: for the message of a test that waited in vain. */
export function stuck(dataFolder: string): string {
  const ledger = new DatabaseSync(join(dataFolder, 'ledger.sqlite'), { readOnly: true });
  const rows = (sql: string): string[] =>
    ledger
      .prepare(sql)
      .all()
      .map((row) => JSON.stringify(row).slice(0, 600));
  try {
    return [
      ...rows("select 'exception' as what, kind, key, node_name, error from exception where state = 'open'"),
      ...rows(
        "select 'message' as what, queue, key, state, attempts, last_error from message where state in ('accepted', 'parked')",
      ),
      ...rows(
        "select 'delivery' as what, system, key, state, attempts, last_error from delivery where state not in ('delivered', 'discarded')",
      ),
      ...rows("select 'order' as what, key, status, held from process where status <> 'posted'"),
    ].join('\n');
  } finally {
    ledger.close();
  }
}
