import type { ErrorTable } from './table.ts';

export const settlementErrors = {
  CD_SETTLEMENT_TOTALS: {
    retry: 'terminal',
    fault: 'business',
    message:
      'freight invoice {invoice} does not add up: {what} is stated as {stated} and comes to {computed}',
    remedy: 'Have the carrier send a correct invoice; nothing of this one was taken.',
  },
  CD_SETTLEMENT_CREDIT: {
    retry: 'terminal',
    fault: 'business',
    message: 'a credit for {shipment} cannot be taken: {reason}',
    remedy: 'Ask the carrier for a credit in the terms of the shipment; nothing of this document was taken.',
  },
  CD_SETTLEMENT_DECISION: {
    retry: 'terminal',
    fault: 'business',
    message: 'the decision on a freight dispute cannot be taken: {reason}',
    remedy: 'Send { disputeNumber, outcome: accept or refuse, reason } for a dispute that is open.',
  },
  CD_SETTLEMENT_PAID_BEFORE: {
    retry: 'terminal',
    fault: 'business',
    message: 'to accept dispute {dispute} pays again what other documents were paid for: {paid}',
    remedy:
      'Compare the documents and refuse the dispute, or accept it with evenIfPaid: true where both are owed.',
  },
  CD_SETTLEMENT_DECISION_UNREAD: {
    retry: 'terminal',
    fault: 'business',
    message: 'no pack of this site reads the channel {channel}, so nobody would carry the decision out',
    remedy: 'Add a pack with a channel-in on that channel and a freight-settlement node behind it.',
  },
  CD_SETTLEMENT_DOCUMENT: {
    retry: 'terminal',
    fault: 'business',
    message: 'freight settlement takes no {type}',
    remedy:
      'Send it shipments, shipment events, freight invoices and decisions; give other documents another way with a route node.',
  },
  CD_SETTLEMENT_CONTRADICTED: {
    retry: 'terminal',
    fault: 'business',
    message: '{carrier} has sent {kind} {invoice} before with other content',
    remedy: 'Ask the carrier which one holds; a correction comes as a credit memo and a new number.',
  },
  CD_SETTLEMENT_DISPUTED: {
    retry: 'terminal',
    fault: 'business',
    message: '{amount} of {carrier} invoice {invoice} for {shipment} are in dispute: {reasons}',
    remedy: 'Decide dispute {dispute}: accept it and it is paid, or refuse it and ask for a credit memo.',
  },
  CD_SETTLEMENT_CREDIT_BEYOND: {
    retry: 'terminal',
    fault: 'business',
    message: '{carrier} {kind} {invoice} credits {amount} more for {shipment} than was owed for it',
    remedy:
      'Ask the carrier what the credit is for: it is taken off what we pay, and may belong to another shipment.',
  },
  CD_SETTLEMENT_UNKNOWN: {
    retry: 'retryable',
    fault: 'business',
    message: 'nothing is known yet of what shipment {shipment} costs',
    remedy: 'Wait for the transport plan, or check the shipment number with the sender.',
  },
} as const satisfies ErrorTable;
