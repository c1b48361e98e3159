import type { ErrorTable } from './table.ts';

export const controlNodeErrors = {
  CD_ROUTE_RULE_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'rule {rule} cannot be read: {reason}',
    remedy: 'Open the route node, correct the rule and deploy.',
  },
  CD_ROUTE_UNMATCHED: {
    retry: 'terminal',
    fault: 'business',
    message: 'the message meets none of the {count} rules',
    remedy: 'Add a rule for it, or wire the last output and let unmatched messages use it. Then retry.',
  },
  CD_RAISED_BY_FLOW: {
    retry: 'terminal',
    fault: 'business',
    message: '{reason}',
    remedy: '{action}',
  },
} as const satisfies ErrorTable;
