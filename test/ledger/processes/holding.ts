/** Child process: holds the lock of a folder until it is killed. */
import { lockFolder } from '../../../ledger/sqlite/lock.ts';

lockFolder(process.argv[2] ?? '');
console.log('locked');
process.stdin.resume();
