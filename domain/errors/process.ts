import type { ErrorTable } from './table.ts';

export const processErrors = {
  CD_PROCESS_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'a {type} ({identity}) names an order that is not known here',
    remedy: 'Check the order and shipment numbers with the sender; replay the document once the order is in.',
  },
  CD_LEGAL_HOLD_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'tenant {tenant} has no order and no message under the key {key}',
    remedy: 'Name the order as its page in the tower does: customer/number.',
  },
  CD_LEGAL_HOLD_NONE: {
    retry: 'terminal',
    fault: 'business',
    message: 'there is no legal hold on {key} of tenant {tenant}',
    remedy: 'Look at the list of holds: the name must be the same.',
  },
  CD_PROCESS_AMBIGUOUS: {
    retry: 'terminal',
    fault: 'business',
    message: 'a {type} ({identity}) fits {count} orders: {orders}',
    remedy: 'Ask the sender for the shipment or ERP order number, add it to the document and replay it.',
  },
  CD_PROCESS_NOT_YET: {
    retry: 'retryable',
    fault: 'business',
    message: 'a {type} ({identity}) names an order that is not known here yet',
    remedy: 'Nothing has to be done yet: documents overtake each other, so it is tried again by itself.',
  },
  CD_PROCESS_QUESTION_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message:
      'order {order} has no open question {request} to a warehouse that a pack would take the answer to',
    remedy:
      'Reload the page: the warehouse may have answered. Otherwise add a pack that reads release-change-answers.',
  },
  CD_PROCESS_LATE: {
    retry: 'terminal',
    fault: 'business',
    message: '{milestone} of order {order} {when} due {due} ({because}): {cause}{worth}',
    remedy:
      'The owner asks who is silent, or agrees another time with the customer. This ends by itself when what is awaited comes.',
  },
  CD_PROCESS_CONTRADICTED: {
    retry: 'terminal',
    fault: 'business',
    message: 'a {type} contradicts order {order}: {reason}',
    remedy:
      'Ask the sender which one counts. The order goes on as it was first told; where it shows a hold, its billing waits until that is released.',
  },
  CD_PROCESS_DOCUMENT_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: 'a {type} cannot be recorded: {path} {problem}',
    remedy: 'Correct the mapping or the step that builds the document, then replay it.',
  },
  CD_PROCESS_TYPE_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the order process does not record documents of type "{type}"; it knows {known}',
    remedy: 'Set the document type on the node, or map the document to one of the known types first.',
  },
  CD_PROCESS_HOLD_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'order {order} has no open hold "{hold}"',
    remedy: 'Open the order to see its holds; it may have been released already.',
  },
  CD_PROCESS_HOLD_BY_RULE: {
    retry: 'terminal',
    fault: 'business',
    message: 'hold {hold} of order {order} is not released by hand; it ends when {rule}',
    remedy: 'See to what it waits for. The order goes on by itself then.',
  },
  CD_PROCESS_BUSY: {
    retry: 'retryable',
    fault: 'technical',
    message: 'order {order} is changing faster than a decision about it can be written',
    remedy: 'Try again in a moment.',
  },
} as const satisfies ErrorTable;
