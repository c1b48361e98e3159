import type { ErrorTable } from './table.ts';

export const deliveryErrors = {
  CD_DELIVERY_BEGUN: {
    retry: 'retryable',
    fault: 'technical',
    message: 'a call to {system} was begun and its end is not known',
    remedy: 'It is repeated at the same system with the same idempotency key.',
  },
  CD_DELIVERY_SYSTEM_DOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} has been failing since {since} and does not take deliveries',
    remedy:
      'Send it again when the system is back, or let deliveries wait with degraded: hold in the site file.',
  },
  CD_DELIVERY_CRASHED: {
    retry: 'retryable',
    fault: 'technical',
    message:
      'the process ended while delivery {id} of key {key} was being made to {system}, with {others} others beside it; attempt {attempts}',
    remedy:
      'Look in the log and in the supervisor for why the process ended at that time: memory, a native module, a kill. If it was this delivery, correct its node or its request, then retry it; the system may have carried it out.',
  },
  CD_DELIVERY_GIVEN_UP: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} has not taken the delivery of {since} in time; {last}',
    remedy: 'Retry it when the system is back, or discard it when it is of no use any more.',
  },
} as const satisfies ErrorTable;
