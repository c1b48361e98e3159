import type { ErrorTable } from './table.ts';

export const connectNodeErrors = {
  CD_CHANNEL_KEY_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: the channel key is a {found}, not a text',
    remedy: 'Correct the expression of the key so that it gives a text.',
  },
  CD_CHANNEL_TENANT_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'node {node}: {found} names no tenant of this site',
    remedy: 'Add the client to the expression of the node or to the site file, then retry.',
  },
  CD_CHANNEL_DELAY_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: the delay {found} is neither a number of seconds from 0 on nor a date and time',
    remedy: 'Correct the delay so that it gives seconds, or an instant such as 2026-03-02T08:00:00Z.',
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
  CD_API_PARTY_REFUSED: {
    retry: 'terminal',
    fault: 'business',
    message: 'this login may not send documents of {party}',
    remedy: 'Use the login of {party}, or add {party} to the parties of this one in the site file.',
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
  CD_WMS_RELEASE_NUMBER_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'the release has no releaseNumber (found {found})',
    remedy: 'Map the release so that releaseNumber is set.',
  },
  CD_WMS_ANSWER_INCOMPLETE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} answered without warehouseReference and confirmedAt',
    remedy: 'Ask the warehouse what became of the release; retry when its interface is mended.',
  },
  CD_TMS_RELEASE_NUMBER_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'the load has no releaseNumber (found {found})',
    remedy: 'Map the load so that releaseNumber is set.',
  },
  CD_TMS_ANSWER_INCOMPLETE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} answered without shipmentId and carrier',
    remedy: 'Ask the TMS what became of the load; retry when its interface is mended.',
  },
  CD_ERP_REFERENCE_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'the {document} has no {property}, by which the ERP is asked whether it exists',
    remedy: 'Map the document so that {property} is set.',
  },
  CD_ERP_DOCUMENT_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'the ERP has no {document} {number} to take back',
    remedy: 'Look for it in the ERP: it may be archived, or taken back by hand; then discard this.',
  },
  CD_ERP_NUMBER_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} answered the {document} without {property}',
    remedy: 'Look the document up in the ERP; retry when its interface is mended.',
  },
  CD_ERP_ORDER_INCOMPLETE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'order {order} of {system} has no {property}',
    remedy:
      'Complete the order in the ERP: it comes again when it changes there. The orders behind it have come.',
  },
  CD_SOAP_REFUSED: {
    retry: 'terminal',
    fault: 'business',
    message: 'the request was refused: {reason}',
    remedy: 'Correct the request and send it again.',
  },
  CD_SOAP_LATE: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the request is stored as message {id}, its answer is not ready yet',
    remedy: 'Send the same request again: it is not run twice.',
  },
  CD_EVENT_UNREADABLE: {
    retry: 'terminal',
    fault: 'business',
    message: 'an event on {topic} is not readable JSON: {reason}',
    remedy: 'Ask the publisher to correct it; the bytes as received are kept.',
  },
  CD_EVENT_TOO_LARGE: {
    retry: 'terminal',
    fault: 'business',
    message: 'an event on {topic} has {bytes} bytes; {maxBytes} are allowed',
    remedy: 'Ask the publisher for smaller events, or allow larger ones in event in.',
  },
  CD_EVENT_FIELD_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'an event on {topic} has no text of 1 to 200 characters at {field}',
    remedy: 'Correct the path in event in, or ask the publisher to send it.',
  },
  CD_EVENT_TOPIC_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '"{topic}" is no topic that can be published to',
    remedy: 'Give a topic of 1 to 500 characters without + and #.',
  },
} as const satisfies ErrorTable;
