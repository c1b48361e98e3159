import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { CrossdockError } from '../../errors.ts';
import { programSchemas } from '../../schema-options.ts';
import type { Standard } from '../dialect.ts';
import { compileGuide } from './compile.ts';
import type { Guide } from './compiled.ts';
import dictionarySchema from './dictionary.schema.json' with { type: 'json' };
import guideSchema from './guide.schema.json' with { type: 'json' };
import type { DictionaryData, GuideData } from './guide.ts';
import { library } from './library.ts';

const ajv = new Ajv2020({ ...programSchemas, strictTuples: false });
const isGuide: ValidateFunction<GuideData> = ajv.compile(guideSchema);
const isDictionary: ValidateFunction<DictionaryData> = ajv.compile(dictionarySchema);
const compiled = new Map<string, Guide>();
const byType = new Map<string, string>();

function check<T>(validate: ValidateFunction<T>, ref: string, data: unknown): T {
  if (validate(data)) return data;
  const [first] = validate.errors ?? [];
  const problem = `${first?.instancePath || 'the guide'} ${first?.message ?? 'is not valid'}`;
  throw new CrossdockError('CD_EDI_GUIDE_INVALID', { guide: ref, problem });
}

function fromLibrary(ref: string): unknown {
  const data = library[ref];
  if (data === undefined) throw new CrossdockError('CD_EDI_GUIDE_UNKNOWN', { guide: ref });
  return data;
}

/**
 * A guide of our own library, compiled at first use: `x12/004010/850`, `edifact/d96a/orders`.
 *
 * @throws CD_EDI_GUIDE_UNKNOWN, CD_EDI_GUIDE_INVALID
 */
export function loadGuide(ref: string): Guide {
  const before = compiled.get(ref);
  if (before) return before;
  const guide = compileGuideData(fromLibrary(ref), ref);
  compiled.set(ref, guide);
  return guide;
}

/**
 * A guide from elsewhere (a partner's pack, a licensed table) checked and compiled. Its dictionary is one of
 * the library's unless it is given.
 *
 * @throws CD_EDI_GUIDE_INVALID, CD_EDI_GUIDE_UNKNOWN for its dictionary
 */
export function compileGuideData(data: unknown, ref: string, dictionary?: unknown): Guide {
  const guide = check(isGuide, ref, data);
  const words = check(isDictionary, guide.dictionary, dictionary ?? fromLibrary(guide.dictionary));
  return compileGuide(guide, words);
}

/** Versions of CONTRL that have the segments of syntax version 3. */
const contrlVersions = new Set(['D3', '22', '21', '11', '12']);

/** Finds the guide for a transaction set or message in a version; `ref` if the agreement names one. */
export type GuideFor = (standard: Standard, version: string, type: string, ref?: string) => Guide | null;

/** The library's guide; `null` if it has none. `004010VICS` is read as 004010. */
export const libraryGuide: GuideFor = (standard, version, type, ref) => {
  if (ref !== undefined) return ref in library ? loadGuide(ref) : null;
  if (byType.size === 0) {
    for (const ref of Object.keys(library).filter((name) => !name.endsWith('/dictionary'))) {
      const { version: of, type: what } = fromLibrary(ref) as GuideData;
      byType.set(`${of}/${what}`, ref);
    }
  }
  const known = standard === 'X12' ? version.slice(0, 6) : version;
  const contrl = type === 'CONTRL' && contrlVersions.has(version);
  const found = byType.get(contrl ? 'D3/CONTRL' : `${known}/${type}`);
  return found ? loadGuide(found) : null;
};
