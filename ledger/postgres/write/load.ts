import type { ClientBase, Pool } from 'pg';
import type { DeliveryState, ExceptionState, MessageState } from '../../ledger.ts';
import { firstHash } from '../../write/audit.ts';
import type { MessageRow } from '../../write/changes.ts';
import { arrayOf } from '../binary.ts';
import { identifiersIn } from '../identifiers.ts';
import { unpackedText } from '../packed.ts';
import { type Names, pair } from './names.ts';
import type { BatchSource, KnownRow } from './source.ts';

/** One line of `load_named`: which columns are used depends on the kind. */
interface Line {
  readonly kind: string;
  readonly one: string;
  readonly two: string;
  readonly three: string;
  readonly four: string;
  readonly five: string;
  readonly number: number;
  readonly other: number;
  readonly bytes: Buffer;
}

const text = (values: Iterable<string>): Buffer => arrayOf('text', [...values]);
const firsts = (pairs: ReadonlyMap<string, readonly [string, string]>) =>
  text([...pairs.values()].map(([one]) => one));
const seconds = (pairs: ReadonlyMap<string, readonly [string, string]>) =>
  text([...pairs.values()].map(([, two]) => two));

/** Reads everything named in one round trip; what is not there is known to be absent afterwards. */
export async function load(client: ClientBase | Pool, names: Names, into: BatchSource): Promise<void> {
  const { rows } = await client.query<Line>({
    name: 'load_named',
    text: 'SELECT * FROM load_named($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
    values: [
      text(names.messages),
      ...[firsts(names.known), seconds(names.known)],
      ...[text(names.deliveries), text(names.exceptions)],
      ...[firsts(names.processes), seconds(names.processes)],
      text(names.timers),
      ...[firsts(names.remembered), seconds(names.remembered)],
      ...[text(names.sequences), names.audit],
    ],
  });
  for (const id of names.messages) into.messages.set(id, null);
  for (const id of names.deliveries) into.deliveries.set(id, null);
  for (const id of names.exceptions) into.exceptions.set(id, null);
  for (const name of names.processes.keys()) into.processes.set(name, null);
  for (const id of names.timers) into.timers.set(id, null);
  for (const name of names.remembered.keys()) into.digests.set(name, null);
  for (const name of names.sequences) into.numbers.set(name, 0);
  for (const name of names.known.keys()) into.keys.set(name, []);
  if (names.audit) into.audit = { number: 0, hash: firstHash };
  for (const line of rows) take(line, into);
}

function take(line: Line, into: BatchSource): void {
  const { kind, one, two, three, four, five, number, other, bytes } = line;
  switch (kind) {
    case 'message': {
      const ref = { id: one, handle: number, tenant: five, queue: two, key: three, bytes: other };
      into.messages.set(one, { ref, state: four as MessageState });
      break;
    }
    case 'known': {
      const name = pair(one, two);
      const row: KnownRow = { digest: three, id: four, at: number, ordinal: other };
      into.keys.set(name, [...(into.keys.get(name) ?? []), row]);
      // Its message may have been given up by retention.
      if (!into.messages.has(four)) into.messages.set(four, null);
      if (!into.exceptions.has(five)) into.exceptions.set(five, null);
      break;
    }
    case 'delivery':
      into.deliveries.set(one, {
        ref: { id: one, handle: number, key: three },
        state: four as DeliveryState,
      });
      break;
    case 'exception':
      into.exceptions.set(one, { state: four as ExceptionState, error: three });
      break;
    case 'process':
      into.processes.set(pair(one, two), {
        ...{ version: number, status: three, held: other },
        identifiers: JSON.stringify(identifiersIn(four)),
      });
      break;
    case 'timer': {
      const message: MessageRow = { ...JSON.parse(unpackedText(bytes)), raw: null };
      const timer = { id: one, tenant: two, key: three, dueAt: number, message };
      into.timers.set(one, { ...timer, rawDigest: four });
      break;
    }
    case 'remembered':
      into.digests.set(pair(one, two), three);
      break;
    case 'sequence':
      into.numbers.set(one, number);
      break;
    default:
      into.audit = { number, hash: one };
  }
}
