import type { MilestoneName } from './types.ts';

/** What may be agreed differently per site or customer. */
export interface ProcessTerms {
  /** Hours after delivery in which the carrier must send the signed proof. */
  readonly podWithinHours: number;
  /** Systems that must have booked an invoice before it counts as posted. */
  readonly postings: readonly string[];
  /** Hours allowed between two milestones where no document names a time. */
  readonly expectations: readonly Expectation[];
}

export interface Expectation {
  readonly after: MilestoneName;
  readonly expect: MilestoneName;
  readonly hours: number;
  readonly owner: string;
}

export const defaultTerms: ProcessTerms = {
  podWithinHours: 48,
  postings: ['erp'],
  expectations: [
    { after: 'received', expect: 'ordered', hours: 4, owner: 'order desk' },
    { after: 'ordered', expect: 'released', hours: 24, owner: 'order desk' },
    { after: 'released', expect: 'release-confirmed', hours: 4, owner: 'warehouse' },
    { after: 'released', expect: 'planned', hours: 24, owner: 'transport' },
    { after: 'release-confirmed', expect: 'shipped', hours: 48, owner: 'warehouse' },
    { after: 'invoiced', expect: 'posted', hours: 4, owner: 'finance' },
  ],
};
