import { type ProcessTerms, termsFrom } from '../domain/process/terms.ts';
import type { NodeContext } from '../runtime/face.ts';

/**
 * The terms that a node names, with what the site says of its pack before them. An order is settled by one pack's terms
 * whoever touches it: a node that names none, in a pack of which the site says none, settles by those of the pack that bills.
 *
 * @throws CD_CONFIG_INVALID, CD_RUN_PACK_FILE
 */
export function processTerms(
  { terms }: { readonly terms: string },
  { packFile, siteTerms, billingTerms }: Pick<NodeContext, 'packFile' | 'siteTerms' | 'billingTerms'>,
): ProcessTerms {
  const saysNothing = terms === '' && (siteTerms === undefined || siteTerms === null);
  if (saysNothing && billingTerms) return billingTerms();
  return termsFrom(terms === '' ? null : packFile(terms).data, terms, siteTerms);
}
