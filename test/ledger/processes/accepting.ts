/** Child process: accepts messages until it is killed; prints an id once its message is acknowledged. */
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { message } from '../../contract/ledger/samples.ts';

const [file = '', round = ''] = process.argv.slice(2);
const ledger = await openSqliteLedger({ file, clock: () => new Date() });
let next = 0;

async function lane(): Promise<never> {
  for (;;) {
    next += 1;
    const id = `${round}-${next}`;
    await ledger.accept([message(id)]);
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all(Array.from({ length: 20 }, lane));
