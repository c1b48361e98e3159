import type {
  InventoryMovement,
  InventoryMovementLine,
  StockPosting,
  StockPostingLine,
} from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import type { StockStatus } from './types.ts';

/** How finance books a movement; what a rule does not name fits every line. The first that fits counts. */
export interface PostingRule {
  readonly kind?: InventoryMovement['kind'];
  /** Reason code of the warehouse. */
  readonly reason?: string;
  readonly from?: StockStatus;
  readonly to?: StockStatus;
  /** Id of whose stock it is; `own` for ours. */
  readonly owner?: string;
  /** What the ERP calls it, such as 101, 551 or 701. Absent: finance is not told. */
  readonly movementType?: string;
  readonly account?: string;
  readonly costCentre?: string;
}

/**
 * The movement as finance books it; null when no line of it concerns finance.
 *
 * @throws CD_INVENTORY_REASON_UNKNOWN for a line that no rule fits: nothing is booked by guess
 */
export function postingOf(movement: InventoryMovement, rules: readonly PostingRule[]): StockPosting | null {
  const { movementId, kind, occurredAt, warehouse, reason } = movement;
  const lines = movement.lines.flatMap((line) => {
    const rule = rules.find((one) => fits(one, movement, line));
    if (!rule) {
      throw new CrossdockError('CD_INVENTORY_REASON_UNKNOWN', {
        ...{ movement: movementId, line: line.lineNumber, kind, reason: line.reason ?? reason ?? 'none' },
        stock: `${line.from?.status ?? 'nowhere'} to ${line.to?.status ?? 'nowhere'}`,
      });
    }
    const { movementType, account, costCentre } = rule;
    if (movementType === undefined) return [];
    const { lineNumber, item, quantity, lot, value } = line;
    return [
      {
        ...{ lineNumber, item, quantity, movementType },
        ...(account !== undefined && { account }),
        ...(costCentre !== undefined && { costCentre }),
        ...(lot !== undefined && { lot }),
        ...(value !== undefined && { value }),
        ...ownersOf(line),
      },
    ];
  });
  if (lines.length === 0) return null;
  return {
    ...{ postingNumber: movementId, kind, occurredAt, warehouse, lines },
    ...(reason !== undefined && { reason }),
  };
}

/**
 * Whose stock a line is about: a warehouse of several clients holds the stock of each. One that hands stock on from an owner
 * to us, or from us to an owner, is about that owner's.
 */
function ownersOf({ from, to }: InventoryMovementLine): Pick<StockPostingLine, 'owner' | 'newOwner'> {
  const owner = from ? from.owner : to?.owner;
  const isHandedOn = from !== undefined && to?.owner !== undefined && to.owner !== from.owner;
  return {
    ...(owner !== undefined && { owner }),
    ...(isHandedOn && { newOwner: to.owner }),
  };
}

const fits = (
  { kind, reason, from, to, owner }: PostingRule,
  movement: InventoryMovement,
  line: InventoryMovementLine,
): boolean =>
  (kind === undefined || kind === movement.kind) &&
  (reason === undefined || reason === (line.reason ?? movement.reason)) &&
  (from === undefined || from === line.from?.status) &&
  (to === undefined || to === line.to?.status) &&
  (owner === undefined || owner === ((line.from ?? line.to)?.owner ?? 'own'));

const properties = ['kind', 'reason', 'from', 'to', 'owner', 'movementType', 'account', 'costCentre'];

/** Rules from a file's data, `{ postings: […] }`. @throws CD_CONFIG_INVALID naming the file and the wrong entry */
export function postingRulesFrom(data: unknown, where: string): readonly PostingRule[] {
  const invalid = (reason: string) => new CrossdockError('CD_CONFIG_INVALID', { where, reason });
  const { postings } = (data ?? {}) as { readonly postings?: unknown };
  if (!Array.isArray(postings) || postings.length === 0)
    throw invalid('postings must list at least one rule');
  for (const [index, rule] of postings.entries()) {
    if (typeof rule !== 'object' || rule === null || Array.isArray(rule))
      throw invalid(`postings[${index}] must be named values`);
    for (const [name, value] of Object.entries(rule)) {
      if (!properties.includes(name))
        throw invalid(
          `postings[${index}] has "${name}", which is not known; known are ${properties.join(', ')}`,
        );
      if (typeof value !== 'string' || value === '')
        throw invalid(`postings[${index}] ${name} must be a text`);
    }
  }
  return postings as readonly PostingRule[];
}
