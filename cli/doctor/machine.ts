import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Finding, fail, ok, warn } from './check.ts';

const root = join(import.meta.dirname, '..', '..');

/** Node is new enough: its SQLite and its reading of TypeScript are what everything stands on. */
export function checkNode(version: string): Finding {
  return Number(version.slice(1).split('.')[0]) >= 24
    ? ok('Node', version)
    : fail(
        'Node',
        `${version} is too old`,
        "Use 'npx crossdock', which brings its own Node 24, or install Node 24.",
      );
}

/** The files that Node-RED loads have been generated. */
export function checkBuild(): Finding {
  return existsSync(join(root, 'dist', 'nodes', 'package.json'))
    ? ok('build', 'nodes are built')
    : fail('build', 'the nodes are not built', "Run 'npm run build'.");
}

/** The machine's clock is between the release of this version and the far future. */
export function checkClock(now: Date): Finding {
  const year = now.getUTCFullYear();
  return year >= 2025 && year < 2100
    ? ok('clock', now.toISOString())
    : fail(
        'clock',
        `it says ${now.toISOString()}`,
        'Set the clock: due dates, certificates and signatures depend on it.',
      );
}

/** The clock against the `Date` header of a system that answered. */
export function checkSkew(skewMs: number | null): Finding[] {
  if (skewMs === null || Math.abs(skewMs) < 120_000) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  return [warn('clock', `${seconds} s ${side} the systems' clocks`, 'Keep it right with NTP.')];
}

/** The HTTP port can be bound. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const code = await new Promise<string | null>((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
  if (code === null) return ok('port', `${host}:${port} is free`);
  const remedy = 'Stop the program that holds it, or set another http.port in the site file.';
  return fail('port', `${host}:${port} cannot be bound (${code})`, remedy);
}
