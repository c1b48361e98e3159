import type { ErrorTable } from './table.ts';

/** Errors of master data that systems send. */
export const masterDataErrors = {
  CD_MASTER_DATA_NOT_OWNER: {
    retry: 'terminal',
    fault: 'business',
    message: '{system} may not change {object} {id}: it belongs to {owner}',
    remedy:
      'Change it in {owner}, or name {system} in systemOfRecord of the site file and retry. Nothing was changed.',
  },
  CD_OWNERSHIP_REFUSED: {
    retry: 'terminal',
    fault: 'business',
    message: '{system} may not bring in {object} {id}: it belongs to {owner}',
    remedy:
      'Change it in {owner} and discard this, or name {system} under sources of systemOfRecord in the site file and retry. Nothing was changed.',
  },
  CD_MASTER_DATA_RETIRED: {
    retry: 'terminal',
    fault: 'business',
    message: '{object} {id} {state}: no new {type} may use it',
    remedy:
      'Take the record into use again in the system that owns it and retry, or discard this and tell who sent it.',
  },
  CD_MASTER_DATA_REFUSED: {
    retry: 'terminal',
    fault: 'business',
    message: '{object} {id} from {system} cannot be kept: {path} {reason}',
    remedy:
      'Correct the record in {system} or its mapping; canonical-schemas/{object} describes every field.',
  },
  CD_POSTING_ACCOUNT: {
    retry: 'terminal',
    fault: 'business',
    message: 'posting {posting}, line {line}: account {account} {reason}',
    remedy:
      'Correct the rule that names the account, or open the account in accounts.yaml or the system that owns the chart, then retry. Nothing was posted.',
  },
  CD_MASTER_DATA_OBJECT: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node}: {object} is not master data',
    remedy: 'Set the kind of record in the node, or map the message to one of: {known}.',
  },
  CD_MASTER_DATA_INSTANT: {
    retry: 'terminal',
    fault: 'business',
    message: '{node}: {field} is not an instant: {found}',
    remedy: 'Give an instant with its zone, such as 2026-03-01T08:00:00Z.',
  },
  CD_MASTER_DATA_TENANT: {
    retry: 'terminal',
    fault: 'technical',
    message: '{folder}: there is no tenant {tenant}',
    remedy: 'Name the folder after a tenant of the site file, or add the tenant: {known}.',
  },
} as const satisfies ErrorTable;
