import { type Agreement, parseAgreement } from '../../domain/edi/agreement.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';

export interface ChosenAgreement {
  /** All that the node may write under. */
  readonly agreements: readonly Agreement[];
  /** Gives the agreement a message is written under. @throws CD_EDI_AGREEMENT_NOT_IN_PACK */
  readonly agreementFor: (named: unknown) => Agreement;
}

/** Reads the agreements at deploy: the chosen one, or all of the pack to choose from by path. @throws CD_EDI_AGREEMENT_INVALID */
export function chosenAgreement(chosen: string, context: NodeContext): ChosenAgreement {
  const { pack, name: node } = context.node;
  const read = (path: string): Agreement => parseAgreement(context.packFile(path).data, `${pack}/${path}`);
  if (chosen !== '') {
    const agreement = read(chosen);
    return { agreements: [agreement], agreementFor: () => agreement };
  }
  const paths = context.packFiles('agreements').filter((path) => /\.ya?ml$/.test(path));
  const agreements = new Map(paths.map((path) => [path, read(path)]));
  return {
    agreements: [...agreements.values()],
    agreementFor(named) {
      const agreement = agreements.get(String(named));
      if (agreement) return agreement;
      const known = paths.join(', ') || 'none';
      throw new CrossdockError('CD_EDI_AGREEMENT_NOT_IN_PACK', {
        ...{ node, agreement: String(named ?? ''), known },
      });
    },
  };
}
