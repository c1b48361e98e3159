import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import { loadSite } from '../../runtime/site/load-site.ts';
import type { LoadedSite } from '../../runtime/site/site.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { chooseSite } from '../choose-site.ts';
import type { Command } from '../run-command.ts';
import { perform } from './perform.ts';
import { restore } from './restore.ts';
import { tell } from './tell.ts';

/** What an action needs besides the site, in order. */
const words = {
  verify: [],
  stats: [],
  backup: ['file'],
  restore: ['file'],
  holds: [],
  hold: ['tenant', 'key'],
  lift: ['tenant', 'key'],
  numbers: [],
  number: ['sequence', 'last'],
} as const;

type Action = keyof typeof words;
type Told = { readonly lines: readonly string[]; readonly code: number };

const isAction = (name: string): name is Action => Object.hasOwn(words, name);

/**
 * `crossdock ledger verify|stats|backup|restore|holds|hold|lift|numbers|number …`: exit code 1 when the audit trail is broken. Works
 * beside a running site, except for `restore`.
 */
export const run: Command = async (args, terminal, env) => {
  const { positionals, values } = readArguments(
    args,
    { reason: { type: 'string' }, new: { type: 'boolean' } },
    4,
  );
  const [action = '', ...rest] = positionals;
  if (!isAction(action)) throw new UsageError(`'${action}' is not something to do with a ledger`);
  const needed = words[action];
  const missing = needed[rest.length];
  if (missing !== undefined) throw new UsageError(`ledger ${action} needs a ${missing}`);
  const [strange] = rest.slice(needed.length + 1);
  if (strange !== undefined) throw new UsageError(`'${strange}' is one argument too many`);

  const site = loadSite(chooseSite(rest[needed.length], env), env);
  const { lines, code } = await act(action, site, rest, values);
  for (const line of lines) terminal.out(line);
  return code;
};

async function act(
  action: Action,
  site: LoadedSite,
  [first = '', second = '']: readonly string[],
  { reason, new: unused }: { readonly reason?: string; readonly new?: boolean },
): Promise<Told> {
  const by = `${userInfo().username} on the command line`;
  const fields = (json: Json) => json as Readonly<Record<string, Json>>;
  switch (action) {
    case 'verify':
      return tell.verify(fields(await perform(site, 'verify', {})));
    case 'stats':
      return tell.stats(fields(await perform(site, 'stats', {})));
    case 'holds':
      return tell.holds(await perform(site, 'holds', {}));
    case 'numbers':
      return tell.numbers(await perform(site, 'numbers', {}));
    case 'number': {
      if (!reason?.trim()) throw new UsageError('ledger number needs a --reason, which is kept');
      const input = { sequence: first, last: second, by, reason: reason.trim() };
      await perform(site, 'number', unused ? { ...input, unused: 'yes' } : input);
      return tell.numbers(await perform(site, 'numbers', {}));
    }
    case 'backup': {
      const file = resolve(first);
      // The site would find out as well, after having begun to read.
      if (existsSync(file))
        throw new CrossdockError('CD_LEDGER_BACKUP_FAILED', { file, reason: 'it exists' });
      return tell.backup(fields(await perform(site, 'backup', { file, by })));
    }
    case 'restore': {
      const file = resolve(first);
      return tell.restore({ file, ...(await restore(site, file, by)) });
    }
    case 'hold':
    case 'lift': {
      if (!reason?.trim()) throw new UsageError(`ledger ${action} needs a --reason, which is kept`);
      await perform(site, action, { tenant: first, key: second, by, reason: reason.trim() });
      return tell.holds(await perform(site, 'holds', {}));
    }
  }
}
