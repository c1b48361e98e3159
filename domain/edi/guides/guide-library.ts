import { CrossdockError } from '../../errors.ts';
import type { Standard } from '../dialect.ts';
import { compileGuide } from './compile.ts';
import type { Guide } from './compiled.ts';
import type { DictionaryData, GuideData, Overlay } from './guide.ts';
import { type GuideChange, guideChanges } from './guide-changes.ts';
import { applyOverlays, overlaysInForce } from './overlay.ts';
import { resolveDictionary, resolveGuide } from './resolve.ts';

/** Finds the guide for a transaction set or message in a version; `ref` if the agreement names one. */
export type GuideFor = (standard: Standard, version: string, type: string, ref?: string) => Guide | null;

/** Versions of CONTRL that have the segments of syntax version 3. */
const contrlVersions = new Set(['D3', '22', '21', '11', '12']);

const isDictionaryRef = (ref: string): boolean => ref.endsWith('/dictionary');

/** Guide and dictionary files by reference, with the overlays of one day; each is compiled at first use. */
export class GuideLibrary {
  readonly #files: Readonly<Record<string, unknown>>;
  readonly #overlays: readonly Overlay[];
  readonly #day: string;
  readonly #guides = new Map<string, Guide>();
  readonly #dictionaries = new Map<string, DictionaryData>();
  #byType: ReadonlyMap<string, string> | null = null;

  /** @param day `2026-01-31`: overlays that are not in force on it are left aside */
  constructor(files: Readonly<Record<string, unknown>>, overlays: readonly Overlay[] = [], day = '') {
    this.#files = files;
    this.#overlays = overlays;
    this.#day = day;
  }

  /**
   * A guide ready for use.
   *
   * @throws CD_EDI_GUIDE_UNKNOWN, CD_EDI_GUIDE_INVALID, and CD_EDI_OVERLAY codes if overlays cannot be applied
   */
  load(ref: string): Guide {
    const before = this.#guides.get(ref);
    if (before) return before;
    const guide = this.#withImplemented(this.compile(this.#file(ref), ref));
    this.#guides.set(ref, guide);
    return guide;
  }

  /** Says what the overlays of the day are laid over, where there are any. */
  #withImplemented(guide: Guide): Guide {
    const { ref } = guide;
    if (overlaysInForce(ref, this.#overlays, this.#day).length === 0) return guide;
    let plain: Guide | null = null;
    const implemented = (): Guide => {
      const data = this.data(ref);
      plain ??= compileGuide(data, this.dictionary(data.dictionary));
      return plain;
    };
    return { ...guide, implemented };
  }

  /** A guide that is not in the library, compiled with its dictionary or another one. Throws like `load`. */
  compile(data: unknown, ref: string, dictionary?: unknown): Guide {
    const base = resolveGuide(data, ref, this.#lookup);
    const words =
      dictionary === undefined
        ? this.dictionary(base.dictionary)
        : resolveDictionary(dictionary, base.dictionary, this.#lookup);
    return compileGuide(applyOverlays(base, words, this.#overlays, this.#day), words);
  }

  /** A guide as data, versions put together and without overlays. Throws like `load`. */
  data(ref: string): GuideData {
    return resolveGuide(this.#file(ref), ref, this.#lookup);
  }

  /** A dictionary, versions put together. Throws like `load`. */
  dictionary(ref: string): DictionaryData {
    const before = this.#dictionaries.get(ref);
    if (before) return before;
    const dictionary = resolveDictionary(this.#file(ref), ref, this.#lookup);
    this.#dictionaries.set(ref, dictionary);
    return dictionary;
  }

  /** What the overlays of the day change in a guide. Throws like `load`. */
  changes(ref: string): readonly GuideChange[] {
    const base = this.data(ref);
    const dictionary = this.dictionary(base.dictionary);
    return guideChanges(base, applyOverlays(base, dictionary, this.#overlays, this.#day), dictionary);
  }

  /**
   * The guide of a set in a version; `null` if there is none. `004010VICS` is read as 004010 where the library has no
   * guide of that name, as it may have for an implementation: `x12/004010x098a1/837`.
   */
  readonly guideFor: GuideFor = (standard, version, type, ref) => {
    if (ref !== undefined) return ref in this.#files ? this.load(ref) : null;
    this.#byType ??= this.#typesOf();
    const contrl = type === 'CONTRL' && contrlVersions.has(version);
    const exact = this.#byType.get(contrl ? 'D3/CONTRL' : `${version}/${type}`.toUpperCase());
    const found =
      exact ?? (standard === 'X12' ? this.#byType.get(`${version.slice(0, 6)}/${type}`) : undefined);
    return found ? this.load(found) : null;
  };

  /** By their references, so that none has to be read for it: `x12/004010/850`. */
  #typesOf(): ReadonlyMap<string, string> {
    const refs = Object.keys(this.#files).filter((ref) => !isDictionaryRef(ref));
    return new Map(refs.map((ref) => [ref.split('/').slice(-2).join('/').toUpperCase(), ref]));
  }

  readonly #lookup = (ref: string): unknown => this.#files[ref];

  #file(ref: string): unknown {
    const data = this.#files[ref];
    if (data === undefined) throw new CrossdockError('CD_EDI_GUIDE_UNKNOWN', { guide: ref });
    return data;
  }
}
