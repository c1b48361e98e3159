import { createHash } from 'node:crypto';
import type { Agreement } from '../../domain/edi/agreement.ts';
import { AgreementBook } from '../../domain/edi/agreement-book.ts';
import { AgreedGuides } from '../../domain/edi/guides/agreed-guides.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { type Limits, widest } from '../../domain/edi/limits.ts';
import type { ReceiveContext } from '../../domain/edi/receive.ts';

/** Agreements by path and the files they name under `guides`: all that reading needs besides the bytes. */
export interface TermsData {
  readonly agreements: readonly (readonly [path: string, agreement: Agreement])[];
  readonly files: Readonly<Record<string, unknown>>;
}

/** What a node reads under: the chosen agreement, or all of the pack; whose file it is shows only when it is read. */
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

  context(now: Date): ReceiveContext {
    return {
      agreementFor: (sender, receiver, standard) => this.agreements.between(sender, receiver, standard, now),
      guideFor: libraryGuide,
      guidesOf: (agreement) => this.#guides.for(agreement, now),
      now,
      limits: this.#limits,
    };
  }
}

/** As a node finds them in its pack. */
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

export const termsDigest = (data: TermsData): string =>
  createHash('sha256').update(JSON.stringify(data)).digest('hex');
