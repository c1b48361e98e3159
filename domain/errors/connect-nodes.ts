import type { ErrorTable } from './table.ts';

export const connectNodeErrors = {
  CD_CHANNEL_KEY_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: the channel key is a {found}, not a text',
    remedy: 'Correct the expression of the key so that it gives a text.',
  },
  CD_API_BODY_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: 'the body is not readable: {reason}',
    remedy: 'Send a body of the declared content type.',
  },
  CD_API_FIELD_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'the request has no text of 1 to 200 characters at {field}',
    remedy: 'Send it: it keeps documents in order or tells a repeat from a new one.',
  },
  CD_API_CONFLICT: {
    retry: 'terminal',
    fault: 'business',
    message: 'this idempotency key came before with other content; both are kept, this one as message {id}',
    remedy: 'Use a new key for a new document, or repeat the first one unchanged.',
  },
  CD_API_NO_CALLER: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: nobody waits for a reply to this message',
    remedy: 'Start the flow with api in or soap in that answers by api reply.',
  },
} as const satisfies ErrorTable;
