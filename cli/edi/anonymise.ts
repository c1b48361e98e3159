import { createHmac, randomBytes } from 'node:crypto';
import { anonymise } from '../../domain/edi/anonymise.ts';
import { libraryGuide, loadGuide } from '../../domain/edi/guides/load.ts';
import { maskBy } from '../../domain/edi/mask.ts';
import type { Terminal } from '../run-command.ts';
import { verdicts } from './validate.ts';

export interface AnonymiseFileOptions {
  /** The same key makes the same names of the same names, in all files; a new one each time when absent. */
  readonly key?: string | undefined;
  readonly guide?: string | undefined;
}

/**
 * Prints a file with everything replaced that says who and what it is about. Returns the exit code.
 *
 * @throws CD_EDI_ANONYMISE_UNSAFE, CD_EDI_GUIDE_UNKNOWN
 */
export function anonymiseFile(
  bytes: Uint8Array,
  { key, guide }: AnonymiseFileOptions,
  { out, error }: Terminal,
): number {
  const secret = key ?? randomBytes(16).toString('hex');
  const mask = maskBy((text) => createHmac('sha256', secret).update(text, 'latin1').digest());
  const named = guide === undefined ? null : loadGuide(guide);
  const masked = anonymise(bytes, { mask, guideFor: named ? () => named : libraryGuide });
  if (!masked) {
    error('crossdock edi: no interchange was found');
    return verdicts.notEdi;
  }
  out(
    Buffer.from(masked)
      .toString(isUtf8(masked) ? 'utf8' : 'latin1')
      .trimEnd(),
  );
  return verdicts.valid;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
