import type { Agreement } from './agreement.ts';
import { AgreementBook } from './agreement-book.ts';
import { AgreedGuides } from './guides/agreed-guides.ts';
import { type GuideFor, libraryGuide } from './guides/load.ts';
import { type Limits, widest } from './limits.ts';
import type { ReceiveContext } from './receive.ts';

/** Agreements by path and the files they name under `guides`: all that is needed besides what is read or written. */
export interface TermsData {
  readonly agreements: readonly (readonly [path: string, agreement: Agreement])[];
  readonly files: Readonly<Record<string, unknown>>;
}

/**
 * What is read and written under: one agreement, or all of a pack; whose file it is shows only when it is read. It can be
 * made anew elsewhere from the same data.
 */
export class Terms {
  readonly agreements: AgreementBook;
  readonly #guides: AgreedGuides;
  readonly #limits: Limits;

  /** @throws CD_EDI_AGREEMENT_INVALID */
  constructor({ agreements, files }: TermsData) {
    this.agreements = new AgreementBook(new Map(agreements));
    this.#guides = new AgreedGuides((path) => files[path]);
    this.#limits = widest(agreements.map(([, agreement]) => agreement.limits));
  }

  /** @throws CD_EDI_OVERLAY and CD_EDI_GUIDE codes when the guides of an agreement cannot be used */
  check(now: Date): void {
    for (const one of this.agreements.agreements) this.#guides.check(one, now);
  }

  guidesFor(agreement: Agreement, now: Date): GuideFor {
    return this.#guides.for(agreement, now);
  }

  /** To receive a file by. */
  context(now: Date): ReceiveContext {
    return {
      agreementFor: (sender, receiver, standard) => this.agreements.between(sender, receiver, standard, now),
      guideFor: libraryGuide,
      guidesOf: (agreement) => this.guidesFor(agreement, now),
      now,
      limits: this.#limits,
    };
  }
}

/** As they are found in a pack. */
export function termsData(
  agreements: AgreementBook,
  files: { packFile(path: string): { readonly data: unknown } },
): TermsData {
  const paths = new Set(agreements.agreements.flatMap(({ guides = [] }) => guides));
  return {
    agreements: agreements.entries,
    files: Object.fromEntries([...paths].map((path) => [path, files.packFile(path).data])),
  };
}
