import { CrossdockError, type ErrorCode } from '../../domain/errors.ts';
import type { Failure } from './protocol.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html) that tell of the disk, not of the statement. */
const code = {
  busy: 5,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};
const disk: readonly number[] = [
  code.busy,
  code.noMemory,
  code.readOnly,
  code.ioError,
  code.full,
  code.cannotOpen,
];
const damage: readonly number[] = [code.corrupt, code.notADatabase];

function primaryCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return null;
  return thrown.errcode & 0xff;
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

function coded(thrown: unknown, byDisk: ErrorCode, otherwise: ErrorCode): ErrorCode {
  const primary = primaryCode(thrown);
  if (primary !== null && disk.includes(primary)) return byDisk;
  if (primary !== null && damage.includes(primary)) return 'CD_LEDGER_CORRUPT';
  return otherwise;
}

/** True when the disk or the file is to blame, so that no other request of the batch would fare better. */
export function concernsTheFile(thrown: unknown): boolean {
  const primary = primaryCode(thrown);
  return primary !== null && (disk.includes(primary) || damage.includes(primary));
}

export const isBusy = (thrown: unknown): boolean => primaryCode(thrown) === code.busy;

export function writeFailure(thrown: unknown, file: string): Failure {
  const code = coded(thrown, 'CD_LEDGER_WRITE_FAILED', 'CD_LEDGER_REQUEST_INVALID');
  return { code, parameters: { file, operation: 'a commit', reason: reasonOf(thrown) } };
}

export function openFailure(thrown: unknown, file: string): Failure {
  if (thrown instanceof CrossdockError) return { code: thrown.code, parameters: thrown.parameters };
  // A file that is no database at all is more likely another file than a damaged ledger.
  const damaged = primaryCode(thrown) === code.corrupt;
  const reason = reasonOf(thrown);
  return { code: damaged ? 'CD_LEDGER_CORRUPT' : 'CD_LEDGER_OPEN_FAILED', parameters: { file, reason } };
}

export function readError(thrown: unknown, file: string): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  const code = coded(thrown, 'CD_LEDGER_READ_FAILED', 'CD_LEDGER_READ_FAILED');
  return new CrossdockError(code, { file, reason: reasonOf(thrown) }, { cause: thrown });
}

export const asError = ({ code, parameters }: Failure): CrossdockError =>
  new CrossdockError(code, parameters);
