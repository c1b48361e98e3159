import { type Agreement, isEffective } from '../../domain/edi/agreement.ts';
import { type AgreementBook, readAgreements } from '../../domain/edi/agreement-book.ts';
import { Terms, termsData } from '../../domain/edi/terms.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { threadSetup } from '../../node-kit/threads/thread-setup.ts';
import type { NodeContext } from '../../runtime/face.ts';
import type { Writer } from './text.ts';

export interface ChosenAgreement extends Writer {
  /** All that the node may write under. */
  readonly agreements: AgreementBook;
  /**
   * Gives the agreement a message is written under, in the version in force.
   * @throws CD_EDI_AGREEMENT_NOT_IN_PACK, CD_EDI_AGREEMENT_NOT_EFFECTIVE
   */
  readonly agreementFor: (named: unknown, now: Date) => Agreement;
}

/**
 * Reads the agreements at deploy: the chosen one, or all of the pack to choose from by path.
 * @throws CD_EDI_AGREEMENT_INVALID, CD_EDI_OVERLAY and CD_EDI_GUIDE codes
 */
export function chosenAgreement(chosen: string, context: NodeContext): ChosenAgreement {
  const { pack, name: node } = context.node;
  const data = termsData(readAgreements(chosen, context, pack), context);
  const terms = new Terms(data);
  const { agreements } = terms;
  terms.check(context.now());
  return {
    ...{ agreements, terms, setup: threadSetup(data) },
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
