import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { CrossdockError } from '../errors.ts';
import { programSchemas } from '../schema-options.ts';
import { closestTo } from './closest.ts';
import { type LocatedYaml, pointerToken, readLocatedYaml } from './located-yaml.ts';
import schema from './mapping.schema.json' with { type: 'json' };
import type { MappingData } from './types.ts';

/** The text of one mapping file; `path` is only used to name it. */
export interface MappingText {
  readonly path: string;
  readonly text: string;
}

/** One mapping file, read and checked against `mapping.schema.json`. */
export interface MappingFile {
  readonly path: string;
  readonly data: MappingData;
  readonly lineOf: LocatedYaml['lineOf'];
}

let validator: ValidateFunction | undefined;

/** Reads a mapping file. Faults are added to `faults`; null when it cannot be used at all. */
export function readMapping(file: MappingText, faults: CrossdockError[]): MappingFile | null {
  let yaml: LocatedYaml;
  try {
    yaml = readLocatedYaml(file.path, file.text);
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError)) throw thrown;
    faults.push(thrown);
    return null;
  }
  validator ??= new Ajv2020({
    ...programSchemas,
    allErrors: true,
    allowUnionTypes: true,
    verbose: true,
    strictTypes: false,
  }).compile(schema);
  if (validator(yaml.data)) return { path: file.path, data: yaml.data as MappingData, lineOf: yaml.lineOf };
  for (const error of validator.errors ?? []) {
    const [pointer, reason] = explain(error);
    faults.push(
      new CrossdockError('CD_MAPPING_FILE_INVALID', {
        where: `${file.path}:${yaml.lineOf(pointer)}`,
        reason,
      }),
    );
  }
  return null;
}

/** Name and line of a mapping without checking the rest of its file; null when it has none. */
export function mappingName(text: string): string | null {
  return /^mapping:\s*["']?([a-z0-9][a-z0-9.-]*)/m.exec(text)?.[1] ?? null;
}

function explain(error: ErrorObject): [pointer: string, reason: string] {
  const at = error.instancePath;
  const place = at === '' ? 'the file' : `"${at.split('/').slice(1).map(unescapeToken).join(' › ')}"`;
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params.additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return [`${at}/${pointerToken(name)}`, `unknown property "${name}"${closestTo(name, known)}`];
  }
  if (error.keyword === 'required') return [at, `${place} lacks "${String(error.params.missingProperty)}"`];
  if (error.keyword === 'enum') {
    const allowed = (error.params.allowedValues as unknown[]).map(String).join(', ');
    return [at, `${place} must be one of ${allowed}`];
  }
  return [at, `${place} ${error.message ?? 'is not valid'}`];
}

const unescapeToken = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');
