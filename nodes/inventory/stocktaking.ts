import type { PostingRule } from '../../domain/inventory/postings.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** What came of a document. */
export interface Told {
  readonly outcome: 'recorded' | 'duplicate';
  /** By output: canonical object and document. */
  readonly made?: readonly (readonly [output: string, object: string, document: unknown])[];
}

export interface Stocktaking {
  readonly context: NodeContext;
  readonly rules: readonly PostingRule[];
  /** Who looks into stock below zero. */
  readonly owner: string;
  readonly now: string;
}
