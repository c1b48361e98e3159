import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../canonical-schemas/', import.meta.url);

export interface InvalidSample {
  /** Where the problem is, as a JSON pointer. */
  readonly $problem: string;
  /** The schema keyword that refuses it. */
  readonly keyword: string;
  readonly document: unknown;
}

/** The samples of an object by file name. */
export const validSamples = (object: string): [string, unknown][] => read(`${object}/valid/`);

export const invalidSamples = (object: string): [string, InvalidSample][] =>
  read(`${object}/invalid/`) as [string, InvalidSample][];

function read(folder: string): [string, unknown][] {
  return readdirSync(new URL(folder, root))
    .sort()
    .map((name) => [
      name.replace(/\.json$/, ''),
      JSON.parse(readFileSync(new URL(folder + name, root), 'utf8')),
    ]);
}
