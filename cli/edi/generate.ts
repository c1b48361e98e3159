import { loadGuide } from '../../domain/edi/guides/load.ts';
import { sampleInterchange } from '../../domain/edi/sample/sample.ts';
import { UsageError } from '../arguments.ts';
import type { Terminal } from '../run-command.ts';
import { verdicts } from './validate.ts';

/** More would only make a long file. */
const mostDocuments = 10_000;

/**
 * Prints an interchange of sample documents that a guide allows. Returns the exit code.
 *
 * @throws CD_EDI_GUIDE_UNKNOWN, CD_EDI_SAMPLE_IMPOSSIBLE
 */
export function generate(
  ref: string,
  { seed = '1', count = '1' }: { readonly seed?: string | undefined; readonly count?: string | undefined },
  now: Date,
  { out }: Terminal,
): number {
  if (!/^\d{1,9}$/.test(seed)) throw new UsageError(`--seed ${seed} is no number`);
  if (!/^\d{1,5}$/.test(count) || Number(count) < 1 || Number(count) > mostDocuments) {
    throw new UsageError(`--count ${count}: 1 to ${mostDocuments}`);
  }
  const guide = loadGuide(ref);
  out(sampleInterchange({ guide, count: Number(count), seed: Number(seed), now }).trimEnd());
  return verdicts.valid;
}
