import type { ErrorTable } from './table.ts';

export const replayErrors = {
  CD_REPLAY_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'there is no {what} {id} in the ledger',
    remedy: 'Reload the page. What was finished long ago may have been deleted by the retention of the site.',
  },
  CD_REPLAY_WAITING: {
    retry: 'terminal',
    fault: 'business',
    message: '{what} {id} is {state}',
    remedy:
      'Only what is finished can be done once more: wait for it, or decide about it on the exception list.',
  },
  CD_REPLAY_NODE_GONE: {
    retry: 'terminal',
    fault: 'business',
    message: '{what} {id} belongs to {node}, which is not in the flows that run',
    remedy:
      'Deploy the node again, or send the document again at its source so that it takes the way of today.',
  },
  CD_REPLAY_BUSY: {
    retry: 'retryable',
    fault: 'technical',
    message: 'no dry run can be made now: {reason}',
    remedy: 'Try again in a moment; a dry run gives way to the work of the site.',
  },
  CD_REPLAY_TIMEOUT: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the dry run was ended after {timeoutMs} ms; still at work: {nodes}',
    remedy: 'Look at the named nodes: one waits longer than a dry run may, or never says that it is done.',
  },
  CD_EXCEPTION_DOCUMENT: {
    retry: 'terminal',
    fault: 'business',
    message: 'the changed document of exception {id} cannot be sent on: {reason}',
    remedy: 'Correct the document and retry; the exception is still open and nothing was changed.',
  },
} as const satisfies ErrorTable;
