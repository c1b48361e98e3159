import { globSync } from 'node:fs';
import { CrossdockError } from '../domain/errors.ts';
import type { Environment } from '../runtime/site/secrets.ts';

/** The site file named on the command line, else `CROSSDOCK_SITE`, else the only one in sites/. @throws CD_CLI_SITE */
export function chooseSite(named: string | undefined, env: Environment): string {
  const file = named ?? env.CROSSDOCK_SITE;
  if (file) return file;
  const found = globSync('sites/*.yaml').sort();
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new CrossdockError('CD_CLI_SITE', { found: found.join(', ') || 'none' });
}
