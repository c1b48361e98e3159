import { CrossdockError } from '../errors.ts';
import { type Agreement, findAgreement, isEffective, parseAgreement } from './agreement.ts';
import type { Standard } from './dialect.ts';
import type { Identity } from './envelope.ts';

/** Agreement files of a pack. Files with the same `agreement` are versions of it, each for its own time. */
export class AgreementBook {
  readonly #byPath: ReadonlyMap<string, Agreement>;

  /** @throws CD_EDI_AGREEMENT_INVALID when two versions of an agreement are in force on one day */
  constructor(byPath: ReadonlyMap<string, Agreement>) {
    this.#byPath = byPath;
    for (const [path, agreement] of byPath) {
      const twin = [...byPath].find(([other, one]) => other > path && inForceTogether(agreement, one));
      if (!twin) continue;
      const problem = `it is in force on the same days as ${path}, a version of the same agreement ${agreement.agreement}`;
      throw new CrossdockError('CD_EDI_AGREEMENT_INVALID', { where: twin[0], problem });
    }
  }

  get agreements(): readonly Agreement[] {
    return [...this.#byPath.values()];
  }

  get paths(): readonly string[] {
    return [...this.#byPath.keys()];
  }

  /** Every file with what it holds. */
  get entries(): readonly (readonly [path: string, agreement: Agreement])[] {
    return [...this.#byPath];
  }

  /** The version that a file holds; null when there is no such file. */
  named(path: string): Agreement | null {
    return this.#byPath.get(path) ?? null;
  }

  pathOf(agreement: Agreement): string | null {
    return [...this.#byPath].find(([, one]) => one === agreement)?.[0] ?? null;
  }

  /** The version in force of the agreement that a file is a version of; null when there is no such file. */
  at(path: string, now: Date): Agreement | null {
    const named = this.named(path);
    return named ? this.version(named.agreement, now) : null;
  }

  /** The version of an agreement in force, or the last one; null when there is none. */
  version(name: string, now: Date): Agreement | null {
    const versions = this.agreements
      .filter(({ agreement }) => agreement === name)
      .sort((a, b) => (a.effective.from < b.effective.from ? -1 : 1));
    return versions.find((one) => isEffective(one, now)) ?? versions.at(-1) ?? null;
  }

  /** The version in force for an interchange from `sender` to `receiver`; see `findAgreement`. */
  between(sender: Identity, receiver: Identity, standard: Standard, now: Date): Agreement | null {
    return findAgreement(this.agreements, sender, receiver, standard, now);
  }
}

function inForceTogether(one: Agreement, other: Agreement): boolean {
  if (one.agreement !== other.agreement) return false;
  const [a, b] = [one.effective, other.effective];
  return (a.to === undefined || b.from <= a.to) && (b.to === undefined || a.from <= b.to);
}

/** Files of a pack, as a node sees them. */
export interface PackFiles {
  packFile(path: string): { readonly data: unknown };
  packFiles(folder: string): readonly string[];
}

/**
 * The chosen agreement with its other versions, or all of the pack.
 *
 * @param where the pack, for error messages
 * @throws CD_EDI_AGREEMENT_INVALID naming the file
 */
export function readAgreements(chosen: string, files: PackFiles, where: string): AgreementBook {
  const all = files.packFiles('agreements').filter((path) => /\.ya?ml$/.test(path));
  const name = chosen === '' ? null : nameIn(files.packFile(chosen).data);
  const paths =
    chosen === ''
      ? all
      : [
          chosen,
          ...all.filter(
            (path) => path !== chosen && name !== null && nameIn(files.packFile(path).data) === name,
          ),
        ];
  return new AgreementBook(
    new Map(paths.map((path) => [path, parseAgreement(files.packFile(path).data, `${where}/${path}`)])),
  );
}

const nameIn = (data: unknown): unknown => (data as { agreement?: unknown } | null)?.agreement ?? null;
