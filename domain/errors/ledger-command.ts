import type { ErrorTable } from './table.ts';

export const ledgerCommandErrors = {
  CD_CLI_SITE_SILENT: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the site that runs on this data folder does not answer at {url}: {reason}',
    remedy: 'Wait until it is up, or stop it and call the command again: it then opens the ledger itself.',
  },
  CD_CLI_LEDGER_NONE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'there is no ledger in {folder} yet',
    remedy: 'Check dataFolder of the site file; the first start of a site makes its ledger.',
  },
  CD_CLI_LEDGER_TASK: {
    retry: 'terminal',
    fault: 'business',
    message: 'the ledger command cannot be carried out: {reason}',
    remedy: 'Correct the arguments; `crossdock ledger stats`, `numbers` and `holds` list what there is.',
  },
  CD_CLI_SITE_RUNS: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the site runs on {folder}, and a backup is restored only into a stopped one',
    remedy: 'Stop the site first, and move its ledger away: nothing is ever restored over what is there.',
  },
} as const satisfies ErrorTable;
