import { connect } from 'node:net';
import type { CrossdockError } from '../../domain/errors.ts';
import type { SystemConfig } from '../../runtime/site/site.ts';
import { type Finding, fail, ok, warn } from './check.ts';
import { handshake } from './handshake.ts';

const waitMs = 3_000;
const defaultPorts: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'sftp:': 22,
  'mqtt:': 1883,
  'mqtts:': 8883,
};

export interface Probe {
  readonly finding: Finding;
  /** Our clock minus the system's, when it told the time. */
  readonly skewMs: number | null;
}

/**
 * Whether a system answers at its address and, by SFTP and MQTT, lets us in; a system that demo partners stand in for
 * may still be down.
 */
export async function probe(system: SystemConfig, hasStandIns: boolean): Promise<Probe> {
  const name = `system ${system.name}`;
  const url = new URL(system.baseUrl);
  const port = Number(url.port) || (defaultPorts[url.protocol] ?? 0);
  const reason = await reach(url.hostname, port);
  if (reason === null) {
    const skewMs = url.protocol.startsWith('http') ? await skewOf(system.baseUrl) : null;
    const refused = await handshake(system);
    if (refused) return { finding: refusal(name, refused, hasStandIns), skewMs };
    return { finding: ok(name, `${url.hostname}:${port} answers`), skewMs };
  }
  const text = `${url.hostname}:${port} does not answer (${reason})`;
  return {
    finding: hasStandIns
      ? warn(name, text, "'crossdock start' brings its stand-in up.")
      : fail(
          name,
          text,
          `Check baseUrl of ${system.name} in the site file, the network and the system itself.`,
        ),
    skewMs: null,
  };
}

function refusal(name: string, { message, remedy }: CrossdockError, hasStandIns: boolean): Finding {
  return hasStandIns
    ? warn(
        name,
        message,
        "'crossdock start' learns the keys that its stand-ins make up; a doctor beside it cannot.",
      )
    : fail(name, message, remedy);
}

function reach(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: waitMs });
    const end = (reason: string | null) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end(`no answer in ${waitMs / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

async function skewOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      signal: AbortSignal.timeout(waitMs),
      redirect: 'manual',
    });
    const theirs = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(theirs) ? null : Date.now() - theirs;
  } catch {
    return null;
  }
}
