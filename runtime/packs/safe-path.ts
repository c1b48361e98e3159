import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';

/**
 * `path` below `folder`, or an error: `..`, absolute paths, backslashes, NUL bytes and links out of the folder lead
 * nowhere. @throws CD_PACK_PATH
 */
export function safeJoin(folder: string, path: string): string {
  const refused = new CrossdockError('CD_PACK_PATH', { path: JSON.stringify(path), pack: folder });
  if (/[\0\\]/.test(path) || isAbsolute(path) || path.split('/').includes('..')) throw refused;
  const full = resolve(folder, path);
  if (!isBelow(folder, full)) throw refused;
  if (existsSync(full) && !isBelow(realpathSync(folder), realpathSync(full))) throw refused;
  return full;
}

function isBelow(folder: string, path: string): boolean {
  const step = relative(folder, path);
  return step === '' || (!isAbsolute(step) && step.split(sep)[0] !== '..');
}
