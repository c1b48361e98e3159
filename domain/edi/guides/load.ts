import type { Guide } from './compiled.ts';
import { type GuideFor, GuideLibrary } from './guide-library.ts';
import { library } from './library.ts';

export type { GuideFor } from './guide-library.ts';

const own = new GuideLibrary(library);

/**
 * A guide of our own library, compiled at first use: `x12/004010/850`, `edifact/d96a/orders`.
 *
 * @throws CD_EDI_GUIDE_UNKNOWN, CD_EDI_GUIDE_INVALID
 */
export const loadGuide = (ref: string): Guide => own.load(ref);

/**
 * A guide from elsewhere (a partner's pack, a licensed table) checked and compiled. Its dictionary is one of
 * the library's unless it is given.
 *
 * @throws CD_EDI_GUIDE_INVALID, CD_EDI_GUIDE_UNKNOWN for its dictionary
 */
export const compileGuideData = (data: unknown, ref: string, dictionary?: unknown): Guide =>
  own.compile(data, ref, dictionary);

/** The library's guide; `null` if it has none. `004010VICS` is read as 004010. */
export const libraryGuide: GuideFor = own.guideFor;
