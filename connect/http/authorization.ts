import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';

/** The header that presents our credentials. @throws CD_CONNECT_CONFIG for a key, which HTTP has no use for */
export function authorization({ auth, name }: Connection): Record<string, string> {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'basic': {
      const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
      return { authorization: `Basic ${pair}` };
    }
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'header':
      return { [auth.name.toLowerCase()]: auth.value };
    case 'key':
      throw new CrossdockError('CD_CONNECT_CONFIG', { system: name, reason: 'HTTP does not log in by key' });
  }
}
