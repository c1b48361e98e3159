import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const questions = [
  `SELECT 'exception' AS what, e.kind, k.text AS key, e.node_name, e.error
     FROM exception e JOIN ordering_key k ON k.number = e.key WHERE e.state <= 1`,
  `SELECT 'message' AS what, q.text AS queue, k.text AS key, m.attempts, m.last_error
     FROM (SELECT sequence, queue, key FROM waiting UNION ALL SELECT sequence, queue, key FROM parked) w
     JOIN message m ON m.sequence = w.sequence JOIN name q ON q.number = w.queue
     JOIN ordering_key k ON k.number = w.key`,
  `SELECT 'delivery' AS what, s.text AS system, k.text AS key, d.attempts, d.last_error
     FROM (SELECT sequence, system, key FROM due UNION ALL SELECT sequence, system, key FROM failed) w
     JOIN delivery d ON d.sequence = w.sequence JOIN name s ON s.number = w.system
     JOIN ordering_key k ON k.number = w.key`,
  `SELECT 'order' AS what, k.text AS key, s.text AS status, p.held
     FROM process p JOIN ordering_key k ON k.number = p.key JOIN name s ON s.number = p.status
     WHERE s.text <> 'posted'`,
];

/** What a site's ledger on SQLite says has not gone on: for the message of a test that waited in vain. */
export function stuck(dataFolder: string): string {
  const ledger = new DatabaseSync(join(dataFolder, 'ledger.sqlite'), { readOnly: true });
  try {
    return questions
      .flatMap((sql) => ledger.prepare(sql).all())
      .map((row) => JSON.stringify(row).slice(0, 600))
      .join('\n');
  } finally {
    ledger.close();
  }
}
