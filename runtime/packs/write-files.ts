import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { FileChanges } from './changed-files.ts';

/** Replaces a file in one step: a reader, or a kill, sees the old text or the new one. */
export function writeFileAtomic(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w', mode);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

/**
 * Applies all changes or, after a kill, all of them at the next start: they are first written down in `journal`.
 */
export function writeFiles(changes: FileChanges, journal: string): void {
  if (changes.size === 0) return;
  writeFileAtomic(journal, JSON.stringify([...changes]), 0o600);
  apply(changes);
  rmSync(journal);
}

/** Finishes a deploy that a kill interrupted. */
export function finishWrites(journal: string): void {
  if (!existsSync(journal)) return;
  apply(new Map(JSON.parse(readFileSync(journal, 'utf8'))));
  rmSync(journal);
}

function apply(changes: FileChanges): void {
  for (const [file, text] of changes) {
    if (text === null) rmSync(file, { force: true });
    else writeFileAtomic(file, text);
  }
}
