import type { ErrorTable } from './table.ts';

export const connectNodeErrors = {
  CD_CHANNEL_KEY_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: the channel key is a {found}, not a text',
    remedy: 'Correct the expression of the key so that it gives a text.',
  },
} as const satisfies ErrorTable;
