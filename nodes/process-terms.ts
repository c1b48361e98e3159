import { type ProcessTerms, termsFrom } from '../domain/process/terms.ts';
import type { NodeContext } from '../runtime/face.ts';

/** The terms that a node names, with what the site says of its pack before them. @throws CD_CONFIG_INVALID, CD_RUN_PACK_FILE */
export const processTerms = (
  { terms }: { readonly terms: string },
  { packFile, siteTerms }: Pick<NodeContext, 'packFile' | 'siteTerms'>,
): ProcessTerms => termsFrom(terms === '' ? null : packFile(terms).data, terms, siteTerms);
