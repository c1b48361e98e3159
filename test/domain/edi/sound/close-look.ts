import { TransactionReader } from '../../../../domain/edi/transaction-reader.ts';

/** Does something while readers take a close look at every segment. */
export function withCloseLook<T>(work: () => T): T {
  const { run, whole } = TransactionReader.prototype;
  TransactionReader.prototype.run = (position) => position;
  TransactionReader.prototype.whole = () => null;
  try {
    return work();
  } finally {
    Object.assign(TransactionReader.prototype, { run, whole });
  }
}
