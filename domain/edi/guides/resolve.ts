import { CrossdockError } from '../../errors.ts';
import { applyChange } from './change.ts';
import type { DictionaryData, DictionaryFile, GuideData, GuideFile } from './guide.ts';
import { depthProblem, isDictionary, isGuide, problemIn } from './schemas.ts';

/** Files by reference; undefined: there is none. */
export type Lookup = (ref: string) => unknown;

/** More versions are never based on one another; a longer chain is a circle. */
const longestChain = 8;

const invalid = (guide: string, problem: string): CrossdockError =>
  new CrossdockError('CD_EDI_GUIDE_INVALID', { guide, problem });

function found(lookup: Lookup, ref: string): unknown {
  const data = lookup(ref);
  if (data === undefined) throw new CrossdockError('CD_EDI_GUIDE_UNKNOWN', { guide: ref });
  return data;
}

/**
 * A dictionary checked and, where it tells what differs from another version, put together.
 *
 * @throws CD_EDI_GUIDE_INVALID, CD_EDI_GUIDE_UNKNOWN for what it is based on
 */
export function resolveDictionary(data: unknown, ref: string, lookup: Lookup, depth = 0): DictionaryData {
  if (!isDictionary(data)) throw invalid(ref, problemIn(isDictionary, 'the dictionary'));
  const file: DictionaryFile = data;
  if (!('base' in file)) return file;
  if (depth > longestChain) throw invalid(ref, `the versions based on ${file.base} form a circle`);
  const { base: from, ...own } = file;
  const base = resolveDictionary(found(lookup, from), from, lookup, depth + 1);
  return {
    ...own,
    elements: { ...base.elements, ...own.elements },
    composites: { ...base.composites, ...own.composites },
    segments: { ...base.segments, ...own.segments },
  };
}

/**
 * A guide checked and, where it tells what differs from another version, put together.
 *
 * @throws CD_EDI_GUIDE_INVALID, CD_EDI_GUIDE_UNKNOWN for what it is based on, CD_EDI_OVERLAY_TARGET and
 * CD_EDI_OVERLAY_INVALID for changes that cannot be made
 */
export function resolveGuide(data: unknown, ref: string, lookup: Lookup, depth = 0): GuideData {
  const problem = depthProblem(data);
  if (problem !== null) throw invalid(ref, problem);
  if (!isGuide(data)) throw invalid(ref, problemIn(isGuide, 'the guide'));
  const file: GuideFile = data;
  if (!('base' in file)) return file;
  if (depth > longestChain) throw invalid(ref, `the versions based on ${file.base} form a circle`);
  const { base: from, changes, ...own } = file;
  const base = resolveGuide(found(lookup, from), from, lookup, depth + 1);
  const dictionary = resolveDictionary(found(lookup, file.dictionary), file.dictionary, lookup);
  const context = { by: ref, dictionary, mayRelax: true };
  return changes.reduce<GuideData>((guide, change) => applyChange(guide, change, context), {
    ...base,
    ...own,
  });
}
