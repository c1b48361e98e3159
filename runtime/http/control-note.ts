import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a running site is asked by the command line of its machine, and what it wants to see. */
export interface ControlNote {
  /** `http://127.0.0.1:1880` */
  readonly url: string;
  readonly token: string;
}

const fileIn = (dataFolder: string): string => join(dataFolder, 'control.json');

/** Leaves the note in the data folder, readable for its owner only; returns the function that takes it away. */
export function leaveControlNote(dataFolder: string, note: ControlNote): () => void {
  const file = fileIn(dataFolder);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(note), { mode: 0o600, flag: 'wx' });
  return () => rmSync(file, { force: true });
}

/** The note of the site that runs on a data folder; null when there is none. */
export function findControlNote(dataFolder: string): ControlNote | null {
  try {
    const note: unknown = JSON.parse(readFileSync(fileIn(dataFolder), 'utf8'));
    const { url, token } = note as Partial<ControlNote>;
    return typeof url === 'string' && typeof token === 'string' ? { url, token } : null;
  } catch {
    return null;
  }
}
