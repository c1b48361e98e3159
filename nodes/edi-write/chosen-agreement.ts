import { type Agreement, isEffective } from '../../domain/edi/agreement.ts';
import { type AgreementBook, readAgreements } from '../../domain/edi/agreement-book.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';

export interface ChosenAgreement {
  /** All that the node may write under. */
  readonly agreements: AgreementBook;
  /**
   * Gives the agreement a message is written under, in the version in force.
   * @throws CD_EDI_AGREEMENT_NOT_IN_PACK, CD_EDI_AGREEMENT_NOT_EFFECTIVE
   */
  readonly agreementFor: (named: unknown, now: Date) => Agreement;
}

/** Reads the agreements at deploy: the chosen one, or all of the pack to choose from by path. @throws CD_EDI_AGREEMENT_INVALID */
export function chosenAgreement(chosen: string, context: NodeContext): ChosenAgreement {
  const { pack, name: node } = context.node;
  const agreements = readAgreements(chosen, context, pack);
  return {
    agreements,
    agreementFor(named, now) {
      const path = chosen === '' ? String(named ?? '') : chosen;
      const agreement = agreements.at(path, now);
      if (!agreement) {
        const known = agreements.paths.join(', ') || 'none';
        throw new CrossdockError('CD_EDI_AGREEMENT_NOT_IN_PACK', { node, agreement: path, known });
      }
      if (isEffective(agreement, now)) return agreement;
      const { from, to } = agreement.effective;
      throw new CrossdockError('CD_EDI_AGREEMENT_NOT_EFFECTIVE', {
        agreement: agreement.agreement,
        period: to ? `from ${from} to ${to}` : `from ${from}`,
        date: now.toISOString().slice(0, 10),
      });
    },
  };
}
