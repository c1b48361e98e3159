import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import {
  type MasterData,
  type MasterObject,
  masterTables,
  recordProblems,
} from '../../domain/master-data/objects.ts';
import { pathOf } from '../documents/schema-problems.ts';
import { type DocumentPath, parseYaml, type YamlDocument } from '../documents/yaml-document.ts';

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

const check = (
  document: YamlDocument,
  object: MasterObject,
  entry: unknown,
  index: number,
): CrossdockError[] =>
  recordProblems(object, entry).map(({ path, problem: reason }) =>
    problem(document, object, [index, ...stepsOf(path)], path || '/', reason),
  );

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
