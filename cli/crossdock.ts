/** The `crossdock` command. */
import { environment } from '../settings.ts';
import { runCommand, type Terminal } from './run-command.ts';

const terminal: Terminal = { out: (line) => console.log(line), error: (line) => console.error(line) };
process.exitCode = await runCommand(process.argv.slice(2), terminal, environment());
// Node-RED and the log keep timers that would hold the process.
process.exit();
