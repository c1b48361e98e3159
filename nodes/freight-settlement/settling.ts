import type {
  FreightAccrual,
  FreightDispute,
  FreightPayable,
} from '../../domain/canonical/types.generated.ts';
import { accrualDocument, accrue } from '../../domain/settlement/accrue.ts';
import type { SettlementTerms } from '../../domain/settlement/terms.ts';
import type { FreightProcess } from '../../domain/settlement/types.ts';
import { freightWrites } from '../../domain/settlement/writes.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** What one document is settled with. */
export interface Settling {
  readonly context: NodeContext;
  readonly terms: SettlementTerms;
  /** Who decides on disputes. */
  readonly owner: string;
  readonly now: string;
}

/** What came of a document. */
export interface Told {
  readonly outcome: 'recorded' | 'duplicate';
  readonly accruals?: readonly FreightAccrual[];
  readonly payable?: FreightPayable | null;
  readonly disputes?: readonly FreightDispute[];
}

export interface Line {
  readonly entry: string;
  readonly text: string;
}

/** What a changed shipment comes to, with its accruals brought in line. Nothing is staged: what fails changes nothing. */
export interface Prepared {
  readonly accruals: readonly FreightAccrual[];
  stage(): void;
}

export function prepare(
  changed: FreightProcess,
  version: number,
  lines: readonly Line[],
  { context, terms, now }: Settling,
): Prepared {
  const { process, changes } = accrue(changed, terms, now);
  const told = changes.map(({ number, status, total, currency }) => ({
    entry: 'accrual',
    text: `accrual ${number} of ${total} ${currency} is ${status}`,
  }));
  const writes = freightWrites(process, version, context.envelope.tenant, [...lines, ...told]);
  return {
    accruals: changes.map((one) => accrualDocument(process, one, terms)),
    stage() {
      for (const write of writes) context.stage(write);
    },
  };
}
