/** `committing.ts <folder> <messages> <lanes>`: commits messages on SQLite and writes what it promises into the file `acknowledged`. */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { commitMessages } from './commit-messages.ts';

const [folder = '', count = '0', lanes] = process.argv.slice(2);
const acknowledged = openSync(join(folder, 'acknowledged'), 'a');
const ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date() });
const promise = (line: string): void => void writeSync(acknowledged, line);
await commitMessages(ledger, Number(count), 0, promise, lanes === undefined ? undefined : Number(lanes));
await ledger.close();
