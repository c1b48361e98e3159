import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Hands every connection on to a port of this machine, until it is told to fall silent. */
export interface Relay {
  readonly port: number;
  /** From now on the connections that there are bring nothing and say nothing; new ones are handed on. */
  silence(): void;
  /** Connections that were silenced and that the caller has broken off. */
  readonly brokenOff: number;
  close(): Promise<void>;
}

export async function relayTo(port: number): Promise<Relay> {
  const open = new Set<Socket>();
  let silenced = new Set<Socket>();
  let brokenOff = 0;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    open.add(near);
    near.pipe(far);
    far.pipe(near);
    const end = (): void => {
      if (silenced.has(near)) brokenOff += 1;
      open.delete(near);
      near.destroy();
      far.destroy();
    };
    near.on('error', end).on('close', end);
    far.on('error', end);
    near.once('silence', () => {
      near.unpipe(far);
      far.unpipe(near);
      // Read and dropped: its end is still seen.
      near.resume();
      far.pause();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      silenced = new Set(open);
      for (const near of silenced) near.emit('silence');
    },
    get brokenOff() {
      return brokenOff;
    },
    async close() {
      for (const near of open) near.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
