/** What the `crossdock` command does. Each command is a file of its own, loaded only when it is called. */
import { asCrossdockError } from '../domain/errors.ts';
import type { Environment } from '../runtime/site/secrets.ts';
import { UsageError } from './arguments.ts';

/** What a command may use of the world. */
export interface Terminal {
  out(line: string): void;
  error(line: string): void;
}

/** Resolves with the exit code. */
export type Command = (args: readonly string[], terminal: Terminal, env: Environment) => Promise<number>;

const commands: Readonly<Record<string, () => Promise<{ run: Command }>>> = {
  start: () => import('./start/start.ts'),
  doctor: () => import('./doctor/doctor.ts'),
  pack: () => import('./pack/pack.ts'),
  site: () => import('./site.ts'),
  ledger: () => import('./ledger/ledger.ts'),
  mapping: () => import('./mapping/mapping.ts'),
  tenant: () => import('./tenant/tenant.ts'),
  edi: () => import('./edi/edi.ts'),
  'hash-password': () => import('./hash-password.ts'),
};

const help = `crossdock: integration runtime for logistics

  crossdock start [site]         run a site until it is stopped
      --worker NAME              run beside the site's first process on this machine (PostgreSQL)
      --port N                   listen on this port
      --free-ports               give the site and its partners ports that are free
      --quiet                    leave out the progress
  crossdock doctor [site]        check this machine, the site file, secrets, systems and the store
  crossdock site check [site]    check a site file and its master data
  crossdock pack list [site]     list the packs of a site
  crossdock pack lint [site]     check the packs of a site
  crossdock pack format [site]   write the packs' flows in the form that Deploy writes
  crossdock mapping explain <mapping> [site]
                                 which layer, file and line decided each field of a mapping
      --field NAME               only this field
  crossdock tenant list [site]   list the tenants of a site
  crossdock tenant new <id> --from <template> [site]
                                 take a tenant on: site entries, pack and master data from a template
      --set NAME=VALUE           a parameter of the template; as often as needed
  crossdock ledger verify [site]           check the audit trail, line by line
  crossdock ledger stats [site]            what is in the ledger, and what waits
  crossdock ledger backup <file> [site]    write a consistent copy, also while the site runs
  crossdock ledger restore <file> [site]   make a stopped site's ledger of a backup
  crossdock ledger holds [site]            list the legal holds
  crossdock ledger hold <tenant> <customer>/<number> [site] --reason <why>
                                           keep everything of an order from the retention
  crossdock ledger lift <tenant> <customer>/<number> [site] --reason <why>
                                           end a legal hold
  crossdock ledger numbers [site]          list the number sequences and the last number each gave out
  crossdock ledger number <sequence> <last> [site] --reason <why> [--new]
                                           raise a sequence, after a restore
  crossdock edi validate <file>  check an X12 or EDIFACT file: 0 valid, 1 invalid, 2 no EDI
      --json                     one JSON object per transaction set, and a last one that sums up
      --guide REF                check by this guide instead of the one for type and version
  crossdock edi inspect <file>   print a file with the names of its segments, elements and codes
  crossdock edi convert <file>   print its transaction sets as JSON, one a line, as edi-read gives them; and back
  crossdock edi ack <file>       print the acknowledgements that its receiver would send
      --functional 997|999|CONTRL  997 or CONTRL without it
      --number N                 control number of the first (1)
  crossdock edi diff <file> <file>   print where two files differ in meaning: 0 nowhere, 1 somewhere, 2 no EDI
  crossdock edi guide [ref]      print a guide as a table, or list all
      --overlay FILE             what it changes first, then the guide with it; as often as needed
      --on DAY                   the day on which overlays are in force (today)
  crossdock edi generate <ref>   print sample documents that a guide allows
      --seed N --count N         the same seed makes the same documents (1); how many (1)
  crossdock edi anonymise <file> print it with names, addresses, texts and numbers replaced, all lengths kept
      --key TEXT                 the same key replaces the same by the same in all files
      --guide REF                for what has no guide of ours
  crossdock hash-password        read a password, print the hash for admin.passwordHash

A site is a file such as sites/demo.yaml. Without one: $CROSSDOCK_SITE, else the only file in sites/.
`;

/** Carries a call of `crossdock` out, faults told on the terminal. Resolves with the exit code. */
export const runCommand: Command = async ([name, ...args], terminal, env) => {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(help);
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    terminal.error(`crossdock: there is no command '${name}'.\n\n${help}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(help);
    return 0;
  }
  try {
    const { run } = await load();
    return await run(args, terminal, env);
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      terminal.error(`crossdock ${name}: ${thrown.message}.\n\n${help}`);
      return 2;
    }
    const error = asCrossdockError(thrown, `crossdock ${name}`);
    terminal.error(`crossdock: ${error.code} ${error.message}\n  → ${error.remedy}`);
    if (env.CROSSDOCK_DEBUG) terminal.error(String((thrown as Error).stack));
    return 1;
  }
};
