/**
 * Child process: takes messages in and commits their runs. A line in `acknowledged` says what is promised: `in <id>` when
 * a message is accepted, `done <id>` when its run has committed.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { delivery, message } from '../../contract/ledger/samples.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const acknowledged = openSync(join(folder, 'acknowledged'), 'a');
const ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date() });
const filler = Array.from({ length: 300 }, (_, n) => `${n ** 3} `).join('');
const lanes = 24;
let next = 0;

async function lane(key: string): Promise<void> {
  for (let version = 0; next < Number(count); version += 1) {
    next += 1;
    const id = `m${next}`;
    await ledger.accept([message(id, { body: { payload: `${id} ${filler}` } })]);
    writeSync(acknowledged, `in ${id}\n`);
    ledger.began(id);
    const result = await ledger.commit([
      { op: 'done', messageId: id },
      { op: 'allot', sequence: 'numbers', token: `⟦${id}⟧`, width: 6 },
      { op: 'deliver', delivery: delivery(`d-${id}`, { key, request: { number: `⟦${id}⟧` } }) },
      {
        op: 'process',
        tenant: 'northwind',
        key,
        expectVersion: version,
        state: { last: id, number: `⟦${id}⟧` },
        summary: { status: 'open', customer: 'C-1', held: false, updatedAt: new Date().toISOString() },
        identifiers: [{ scheme: 'customer-order', value: `${key}-${version % 5}` }],
      },
    ]);
    ledger.ended(id);
    if (!result.committed) throw new Error(JSON.stringify(result.conflict));
    writeSync(acknowledged, `done ${id} ${key} ${version + 1}\n`);
  }
}

await Promise.all(Array.from({ length: lanes }, (_, index) => lane(`key-${index}`)));
await ledger.close();
