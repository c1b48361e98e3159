import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ObjectId, validateCanonical } from '../../domain/canonical/validate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import { pathOf } from '../documents/schema-problems.ts';
import { type DocumentPath, parseYaml, type YamlDocument } from '../documents/yaml-document.ts';
import type { MasterObject } from '../face.ts';
import { masterTables } from './objects.ts';

export type MasterData = Readonly<Record<string, Json>>;

/** A valid record and the place it came from. */
export interface PlacedRecord {
  readonly where: string;
  readonly data: MasterData;
}

export interface ReadRecords {
  readonly records: readonly PlacedRecord[];
  readonly problems: readonly CrossdockError[];
}

const nothing: ReadRecords = { records: [], problems: [] };

/** Reads one object's list from `<folder>/<file>.yaml` or `.json`; a missing file is an empty list. */
export function readRecords(folder: string, object: MasterObject): ReadRecords {
  const file = ['yaml', 'yml', 'json']
    .map((extension) => join(folder, `${masterTables[object].file}.${extension}`))
    .find((candidate) => existsSync(candidate));
  if (file === undefined) return nothing;
  const document = parseYaml(file, readFileSync(file, 'utf8'));
  const data = document.data ?? [];
  if (document.problems.length > 0) return { records: [], problems: document.problems };
  if (!Array.isArray(data)) {
    return { records: [], problems: [problem(document, object, [], 'the file', 'must be a list')] };
  }
  const read = data.map((entry, index) => ({
    entry,
    index,
    problems: check(document, object, entry, index),
  }));
  return {
    records: read
      .filter(({ problems }) => problems.length === 0)
      .map(({ entry, index }) => ({ where: document.at([index]), data: entry as MasterData })),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function check(
  document: YamlDocument,
  object: MasterObject,
  entry: unknown,
  index: number,
): CrossdockError[] {
  if (object === 'cross-reference') return checkCrossReference(document, entry, index);
  const result = validateCanonical(object satisfies ObjectId, entry);
  if (result.valid) return [];
  return result.problems.map(({ path, problem: reason }) =>
    problem(document, object, [index, ...stepsOf(path)], path || '/', reason),
  );
}

function checkCrossReference(document: YamlDocument, entry: unknown, index: number): CrossdockError[] {
  const record = entry as Readonly<Record<string, unknown>> | null;
  return ['scheme', 'value', 'means'].flatMap((name) =>
    typeof record?.[name] === 'string' && record[name] !== ''
      ? []
      : [problem(document, 'cross-reference', [index, name], `/${name}`, 'must be a text')],
  );
}

const stepsOf = (path: string): DocumentPath => pathOf(path.startsWith('/') ? path : `/${path}`);

function problem(
  document: YamlDocument,
  object: MasterObject,
  at: DocumentPath,
  path: string,
  reason: string,
): CrossdockError {
  return new CrossdockError('CD_MASTER_DATA_RECORD', { where: document.at(at), object, path, reason });
}
