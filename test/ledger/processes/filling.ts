/** Child process: accepts until the disk refuses, reports the error, and tries once more for every line it is sent. */
import { createInterface } from 'node:readline';
import { asCrossdockError } from '../../../domain/errors.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { message } from '../../contract/ledger/samples.ts';

const ledger = await openSqliteLedger({ file: process.argv[2] ?? '', clock: () => new Date() });
const filler = 'not easily compressed: '.concat(...Array.from({ length: 300 }, (_, n) => `${n ** 3} `));
let next = 0;
let acknowledged = 0;

async function accept(): Promise<string> {
  next += 1;
  try {
    await ledger.accept([message(`m${next}`, { body: { payload: filler } })]);
    acknowledged += 1;
    return 'accepted';
  } catch (thrown) {
    return asCrossdockError(thrown, 'the test').code;
  }
}

let said = await accept();
while (said === 'accepted') said = await accept();
console.log(said);
for await (const _ of createInterface({ input: process.stdin })) {
  const again = await accept();
  console.log(`${again}, ${acknowledged} acknowledged, ${(await ledger.counts()).messages.accepted} kept`);
}
await ledger.close();
