/** Runs one site for a test: says on standard output where it is, stops on SIGTERM. */
import { flushCompileCache } from 'node:module';
import { startRuntime } from '../../main.ts';

const [siteFile = ''] = process.argv.slice(2);
const running = await startRuntime({
  siteFile,
  env: { ...process.env },
  console: (line) => console.error(line),
});
// A test may kill this process, which then keeps nothing of what it compiled for the next.
flushCompileCache();
console.log(
  JSON.stringify({
    url: running.url,
    flowsStopped: running.flowsStopped,
    password: running.login.generatedPassword,
  }),
);
process.on('SIGTERM', () => {
  running.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
