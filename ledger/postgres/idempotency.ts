/** Stands for the id of the delivery's message, with which most idempotency keys of deliveries begin. */
const mark = '\u0001';

/** An idempotency key of a delivery as its row has it. */
export const ownKey = (key: string, messageId: string): string =>
  key.startsWith(messageId) ? mark + key.slice(messageId.length) : key;

/** The key that `ownKey` made shorter. */
export const wholeKey = (key: string, messageId: string): string =>
  key.startsWith(mark) ? messageId + key.slice(mark.length) : key;
