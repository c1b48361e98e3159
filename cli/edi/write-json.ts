import type { TransactionJson } from '../../domain/edi/json-form.ts';
import { write } from '../../domain/edi/write/write.ts';
import { UsageError } from '../arguments.ts';
import type { Terminal } from '../run-command.ts';
import { agreementBetween } from './ad-hoc-agreement.ts';
import { verdicts } from './validate.ts';

/** Whether a file holds JSON rather than EDI. */
export const isJson = (bytes: Uint8Array): boolean =>
  /^\s*[[{]/.test(Buffer.from(bytes.subarray(0, 100)).toString());

/**
 * Prints transaction sets as `convert` gave them as interchanges again: those of one sender, receiver and control
 * number in one, with counts and transaction numbers made anew.
 *
 * @throws UsageError for lines that are none; what `write` throws
 */
export function writeJson(bytes: Uint8Array, now: Date, { out }: Terminal): number {
  const sets = Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parsed(line, index + 1)]));
  for (const together of Map.groupBy(sets, interchangeKey).values()) {
    const [first] = together;
    if (!first?.interchange) continue;
    const { sender, receiver, controlNumber, test } = first.interchange;
    const groups = new Set(together.map(({ type, version }) => `${type} ${version}`));
    const numbers = Array.from({ length: groups.size }, (_, index) => String(index + 1));
    const [own] = numbers.length === 1 && first.group ? [[first.group.controlNumber]] : [numbers];
    out(
      write({
        ...{ standard: first.standard, transactions: together, now },
        agreement: agreementBetween(first.standard, sender, receiver, test),
        controlNumbers: { interchangeControlNumber: controlNumber, groupControlNumbers: own },
      }).trimEnd(),
    );
  }
  return verdicts.valid;
}

const interchangeKey = ({ standard, interchange }: TransactionJson): string =>
  JSON.stringify([standard, interchange?.sender, interchange?.receiver, interchange?.controlNumber]);

function parsed(line: string, number: number): TransactionJson {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (thrown) {
    throw new UsageError(`line ${number} is no JSON: ${(thrown as Error).message}`);
  }
  const { standard, type, version, segments, interchange } = (value ?? {}) as Partial<TransactionJson>;
  const sound =
    (standard === 'X12' || standard === 'EDIFACT') &&
    typeof type === 'string' &&
    typeof version === 'string' &&
    typeof segments === 'object' &&
    typeof interchange?.controlNumber === 'string' &&
    typeof interchange.sender?.id === 'string' &&
    typeof interchange.receiver?.id === 'string';
  if (!sound) throw new UsageError(`line ${number} is no transaction set as 'edi convert' prints them`);
  return value as TransactionJson;
}
