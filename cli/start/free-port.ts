import { createServer } from 'node:net';
import { CrossdockError } from '../../domain/errors.ts';

/** Below the ports that Linux, macOS and Windows lend to outgoing connections, so none of those can take one. */
const FIRST = 20_000;
const COUNT = 12_000;
/** Ports a process tries before it comes to those of the next process id. */
const PER_PROCESS = 40;

let tried = 0;

/** A TCP port that is free now and stays so until it is listened on: no other process of ours tries the same. */
export async function freePort(host: string): Promise<number> {
  for (let left = COUNT; left > 0; left -= 1) {
    const port = FIRST + ((process.pid * PER_PROCESS + tried) % COUNT);
    tried += 1;
    if (await isFree(host, port)) return port;
  }
  const reason = `neither it nor the ${COUNT - 1} ports after it are free`;
  throw new CrossdockError('CD_START_PORT', { host, port: FIRST, reason });
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
