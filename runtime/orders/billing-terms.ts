import { type ProcessTerms, termsFrom } from '../../domain/process/terms.ts';
import type { PacksView } from '../packs-view.ts';
import { checksChannel } from './billing-check.ts';

const termsFile = 'process-terms.yaml';

/** The terms of the pack that bills: the one that reads the billing checks. @throws CD_CONFIG_INVALID */
export function billingTerms(packs: Pick<PacksView, 'file' | 'readersOf' | 'siteTerms'>): ProcessTerms {
  const readers = packs.readersOf(checksChannel);
  const file = readers.map((pack) => packs.file(pack, termsFile)).find((each) => each !== null);
  const site = readers.map((pack) => packs.siteTerms?.(pack) ?? null).find((each) => each !== null);
  return termsFrom(file?.data, file?.path ?? termsFile, site);
}
