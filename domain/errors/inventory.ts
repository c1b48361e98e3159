import type { ErrorTable } from './table.ts';

export const inventoryErrors = {
  CD_INVENTORY_MOVEMENT: {
    retry: 'terminal',
    fault: 'business',
    message: 'inventory movement {movement} cannot be taken: {reason}',
    remedy: 'Correct the document or its mapping, then retry; nothing of it was taken.',
  },
  CD_INVENTORY_UNIT: {
    retry: 'terminal',
    fault: 'business',
    message: '{position} is kept in {expected}, and the document says {unit}',
    remedy: 'Convert the quantity to the unit of the item in the mapping, then retry.',
  },
  CD_INVENTORY_REASON_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'no rule says how finance books line {line} of {kind} {movement} (reason {reason}, {stock})',
    remedy: 'Add a rule for it to the postings file of the pack, then retry; nothing of it was taken.',
  },
  CD_INVENTORY_CONTRADICTED: {
    retry: 'terminal',
    fault: 'business',
    message: 'inventory movement {movement} of {warehouse} came before with other content',
    remedy: 'Ask the warehouse which one holds; a correction comes as a movement of its own.',
  },
  CD_INVENTORY_COUNT_STALE: {
    retry: 'terminal',
    fault: 'business',
    message:
      'count {movement} found {counted} {status} of {position} in the books as of {at}, and there it is {there} by now',
    remedy:
      'Discard it: another correction or a late movement has come since, and the next list tells what still differs.',
  },
  CD_INVENTORY_SNAPSHOT: {
    retry: 'terminal',
    fault: 'business',
    message: 'stock list {snapshot} lacks the {missing}',
    remedy: 'Correct the document or its mapping, then retry.',
  },
  CD_INVENTORY_DOCUMENT: {
    retry: 'terminal',
    fault: 'business',
    message: 'the inventory node takes no {type}',
    remedy:
      'Send it inventory movements and stock snapshots; give other documents another way with a route node.',
  },
  CD_INVENTORY_BELOW_ZERO: {
    retry: 'terminal',
    fault: 'business',
    message: '{position} is below zero after movement {movement}: {stock}',
    remedy: 'A movement before it is missing or was told twice: compare with a stock list of the warehouse.',
  },
  CD_STOCK_BOOK: {
    retry: 'terminal',
    fault: 'business',
    message: 'what the ERP says of its stock cannot be read: there is no {missing}',
    remedy: "Correct the mapping of the ERP's answer, then retry.",
  },
  CD_STOCK_DECISION: {
    retry: 'terminal',
    fault: 'business',
    message: 'the correction of stock cannot be decided: {reason}',
    remedy: 'Look at the comparison again and decide what is open there.',
  },
  CD_STOCK_DECISION_UNREAD: {
    retry: 'terminal',
    fault: 'technical',
    message: 'no pack of this site reads the channel {channel}, so that no correction of stock would be made',
    remedy: 'Add the pack that compares stock with the ERP, such as reconciliation, to the site file.',
  },
} as const satisfies ErrorTable;
