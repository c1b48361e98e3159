import type { Ledger } from '../../../ledger/ledger.ts';
import { delivery, message } from '../../contract/ledger/samples.ts';

const filler = Array.from({ length: 300 }, (_, n) => `${n ** 3} `).join('');

/**
 * Takes messages in and commits their runs, several keys at a time. `promise` gets a line as soon as something is
 * promised: `in <id>` when a message is accepted, `done <id> <key> <version>` when its run has committed.
 *
 * @param lanes keys at a time; several hundreds make full batches
 */
export async function commitMessages(
  ledger: Ledger,
  count: number,
  from: number,
  promise: (line: string) => void,
  lanes = 24,
): Promise<void> {
  let next = from;
  const lane = async (key: string): Promise<void> => {
    let version = (await ledger.process('northwind', key))?.version ?? 0;
    for (; next < from + count; version += 1) {
      next += 1;
      const id = `m${next}`;
      await ledger.accept([message(id, { body: { payload: `${id} ${filler}` } })]);
      promise(`in ${id}\n`);
      ledger.began(id);
      const result = await ledger.commit([
        { op: 'done', messageId: id },
        { op: 'allot', sequence: 'numbers', token: `⟦${id}⟧`, width: 6 },
        { op: 'deliver', delivery: delivery(`d-${id}`, { key, request: { number: `⟦${id}⟧` } }) },
        {
          op: 'process',
          tenant: 'northwind',
          key,
          expectVersion: version,
          state: { last: id, number: `⟦${id}⟧` },
          summary: { status: 'open', customer: 'C-1', held: false, updatedAt: new Date().toISOString() },
          identifiers: [{ scheme: 'customer-order', value: `${key}-${version % 5}` }],
        },
      ]);
      ledger.ended(id);
      if (!result.committed) throw new Error(JSON.stringify(result.conflict));
      promise(`done ${id} ${key} ${version + 1}\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(`key-${index}`)));
}
