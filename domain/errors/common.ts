import type { ErrorTable } from './table.ts';

export const commonErrors = {
  CD_INTERNAL: {
    retry: 'terminal',
    fault: 'technical',
    message: 'an unexpected error in {where}: {reason}',
    remedy: 'Look at the log entry with this error; report it with the message id if it comes back.',
  },
  CD_CONFIG_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {reason}',
    remedy: 'Correct the named setting and deploy again.',
  },
} as const satisfies ErrorTable;
