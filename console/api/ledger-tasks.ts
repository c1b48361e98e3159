import { CrossdockError } from '../../domain/errors.ts';
import type { Json, Ledger } from '../../ledger/ledger.ts';
import type { RuntimeFace } from '../../runtime/face.ts';

/** What administrative tasks work on: a running site, or a ledger that a command has opened. */
export interface TaskContext {
  readonly ledger: Ledger;
  readonly face: Pick<RuntimeFace, 'placeLegalHold' | 'liftLegalHold'>;
  readonly now: () => Date;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whatever a task has found or done, as JSON. `input` comes from outside. @throws CD_CLI_LEDGER_TASK */
export type LedgerTask = (context: TaskContext, input: Fields) => Promise<Json>;

const invalid = (reason: string) => new CrossdockError('CD_CLI_LEDGER_TASK', { reason });

const verify: LedgerTask = async ({ ledger }) => ({ ...(await ledger.verifyAudit()) });

/** `{ file, by }`: an absolute path on the machine of the ledger's process; the file must not exist. */
const backup: LedgerTask = async ({ ledger, now }, input) => {
  const file = textOf(input, 'file');
  const by = textOf(input, 'by');
  const written = await ledger.backup(file);
  await ledger.commit([
    {
      op: 'audit',
      entry: { at: now().toISOString(), by, action: 'backup.taken', subject: file, data: { ...written } },
    },
  ]);
  return { file, ...written };
};

const stats: LedgerTask = async ({ ledger }) => {
  const [counts, queues, holds] = await Promise.all([ledger.counts(), ledger.load(), ledger.legalHolds()]);
  const { messages, deliveries, processes, openExceptions, held, duplicates } = counts;
  return {
    messages: { ...messages },
    deliveries: { ...deliveries },
    processes: { ...processes },
    ...{ openExceptions, held, duplicates, legalHolds: holds.length },
    queues: queues.map((queue) => ({ ...queue })),
  };
};

const holds: LedgerTask = async ({ ledger }) => (await ledger.legalHolds()).map((hold) => ({ ...hold }));

/** `{ tenant, key, by, reason }` */
const hold: LedgerTask = async ({ face }, input) => {
  await face.placeLegalHold(textOf(input, 'tenant'), textOf(input, 'key'), decisionOf(input));
  return { done: true };
};

/** `{ tenant, key, by, reason }` */
const lift: LedgerTask = async ({ face }, input) => {
  await face.liftLegalHold(textOf(input, 'tenant'), textOf(input, 'key'), decisionOf(input));
  return { done: true };
};

const numbers: LedgerTask = async ({ ledger }) => (await ledger.numbers()).map((one) => ({ ...one }));

/** `{ sequence, last, by, reason, unused? }`: only upwards; `unused` for a sequence that has given out none yet. */
const number: LedgerTask = async ({ ledger, now }, input) => {
  const sequence = textOf(input, 'sequence');
  const last = Number(textOf(input, 'last'));
  if (!Number.isSafeInteger(last) || last < 1) throw invalid('last must be a whole number above 0');
  const known = (await ledger.numbers()).find((one) => one.sequence === sequence);
  if (!known && input.unused !== 'yes')
    throw invalid(`no number was ever given out by a sequence ${sequence}`);
  const { by, reason } = decisionOf(input);
  const at = now().toISOString();
  const data = { before: known?.last ?? 0, last };
  const result = await ledger.commit([
    { op: 'raiseNumber', sequence, last },
    { op: 'audit', entry: { at, by, action: 'number.raised', subject: sequence, reason, data } },
  ]);
  if (!result.committed) throw invalid(result.conflict.reason);
  return { done: true };
};

/** What the command line can ask of a ledger, by name. */
export const ledgerTasks = {
  verify,
  backup,
  stats,
  holds,
  hold,
  lift,
  numbers,
  number,
} as const satisfies Record<string, LedgerTask>;

export type LedgerTaskName = keyof typeof ledgerTasks;

const decisionOf = (input: Fields) => ({ by: textOf(input, 'by'), reason: textOf(input, 'reason') });

function textOf(input: Fields, name: string): string {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 4_096) return value;
  throw invalid(`${name} must be a text`);
}
