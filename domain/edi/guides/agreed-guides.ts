import { CrossdockError } from '../../errors.ts';
import { type Agreement, calendarDay } from '../agreement.ts';
import type { Overlay } from './guide.ts';
import { type GuideFor, GuideLibrary } from './guide-library.ts';
import { library } from './library.ts';
import { libraryGuide } from './load.ts';
import { parseOverlay } from './overlay.ts';

/** Files that an agreement names under `guides`: overlays, and guides or dictionaries of one's own. */
interface Files {
  readonly overlays: readonly Overlay[];
  readonly own: Readonly<Record<string, unknown>>;
}

/**
 * The guides of agreements: those of the library, changed by the overlays that an agreement names and that are in force
 * on the day, and with its own guides and dictionaries besides. What was compiled is kept for the day.
 */
export class AgreedGuides {
  readonly #read: (path: string) => unknown;
  readonly #files = new Map<Agreement, Files>();
  readonly #libraries = new Map<Agreement, { readonly day: string; readonly guides: GuideLibrary }>();

  /** @param read gives the data of a file in the agreement's pack */
  constructor(read: (path: string) => unknown) {
    this.#read = read;
  }

  /** @throws CD_EDI_OVERLAY_INVALID, CD_EDI_GUIDE_INVALID for files that are no guides */
  for(agreement: Agreement, now: Date): GuideFor {
    return agreement.guides ? this.#libraryOf(agreement, now).guideFor : libraryGuide;
  }

  /**
   * Applies all overlays of an agreement once, so that what is wrong shows before a document comes.
   * @throws CD_EDI_OVERLAY and CD_EDI_GUIDE codes
   */
  check(agreement: Agreement, now: Date): void {
    if (!agreement.guides) return;
    const guides = this.#libraryOf(agreement, now);
    const { overlays, own } = this.#filesOf(agreement);
    for (const { guide } of overlays) guides.load(guide);
    for (const ref of Object.keys(own)) if (!ref.endsWith('/dictionary')) guides.load(ref);
  }

  #libraryOf(agreement: Agreement, now: Date): GuideLibrary {
    const day = calendarDay(agreement, now);
    const known = this.#libraries.get(agreement);
    if (known?.day === day) return known.guides;
    const { overlays, own } = this.#filesOf(agreement);
    // Not spread: each file of the library is read when it is first looked at.
    const { ...described } = Object.getOwnPropertyDescriptors(library);
    for (const [ref, value] of Object.entries(own)) described[ref] = { enumerable: true, value };
    const guides = new GuideLibrary(Object.defineProperties({}, described), overlays, day);
    this.#libraries.set(agreement, { day, guides });
    return guides;
  }

  #filesOf(agreement: Agreement): Files {
    const known = this.#files.get(agreement);
    if (known) return known;
    const overlays: Overlay[] = [];
    const own: Record<string, unknown> = {};
    for (const path of agreement.guides ?? []) {
      const data = this.#read(path) as Readonly<Record<string, unknown>> | null;
      const ref = data?.guide ?? data?.dictionary;
      if (data?.overlay !== undefined) overlays.push(parseOverlay(data, path));
      else if (typeof ref === 'string') own[ref] = data;
      else {
        const problem = 'it is neither a guide, nor a dictionary, nor an overlay';
        throw new CrossdockError('CD_EDI_GUIDE_INVALID', { guide: path, problem });
      }
    }
    const files = { overlays, own };
    this.#files.set(agreement, files);
    return files;
  }
}
