import type { WarehouseConfirmation } from '../../canonical/types.generated.ts';
import { type Decimal, plus, remaining } from '../quantity.ts';
import type { GoodsIssue, OrderProcess, ProcessLine } from '../types.ts';
import { latestFirst } from './find-shipment.ts';
import { contradicted, line, type Recorded, type Recording, recorded, withHold } from './recording.ts';

/** Statuses that say: nothing more of this line will come. */
const closing = new Set(['short', 'substituted', 'cancelled']);

/** Adds what the warehouse picked, packed or shipped; confirmations of one stage add up over releases and shipments. */
export function recordWarehouseConfirmation(
  process: OrderProcess,
  confirmation: WarehouseConfirmation,
  { at, messageId }: Recording,
): Recorded {
  const { confirmationId, stage } = confirmation;
  if (
    process.documents.some((known) => known.type === 'warehouse-confirmation' && known.id === confirmationId)
  ) {
    const reason = `confirmation ${confirmationId} came again with other content; the first one stands`;
    return contradicted(process, `warehouse-confirmation/${confirmationId}/${messageId}`, reason, at);
  }
  const fitting = confirmation.lines.filter((each) =>
    process.lines.some((known) => known.lineNumber === each.lineNumber && known.unit === each.confirmed.unit),
  );
  const misfits = confirmation.lines
    .filter((each) => !fitting.includes(each))
    .map((each) => {
      const known = process.lines.find((orderLine) => orderLine.lineNumber === each.lineNumber);
      return known
        ? `line ${each.lineNumber} is confirmed in ${each.confirmed.unit}, but ordered in ${known.unit}`
        : `line ${each.lineNumber} is confirmed, but the order does not have it`;
    });
  const accepted = { ...confirmation, lines: fitting };
  const reportedAt = [confirmation.occurredAt, ...(process.stages[stage] ? [process.stages[stage].at] : [])];
  let next: OrderProcess = {
    ...process,
    lines: process.lines.map((orderLine) => counted(orderLine, accepted)),
    goodsIssues:
      stage === 'shipped' ? [...process.goodsIssues, goodsIssue(accepted, messageId)] : process.goodsIssues,
    stages: {
      ...process.stages,
      [stage]: { at: reportedAt.sort(latestFirst)[0] ?? confirmation.occurredAt, messageId },
    },
    packages: [...new Set([...process.packages, ...confirmation.packages.map((each) => each.sscc)])],
  };
  if (misfits.length > 0) {
    const reason = `confirmation ${confirmationId}: ${misfits.join('; ')}`;
    next = withHold(
      next,
      { code: 'document-contradiction', cause: `warehouse-confirmation/${confirmationId}`, reason },
      at,
    );
  }
  const text = `${stage} for release ${confirmation.releaseNumber}, confirmation ${confirmationId}`;
  return recorded(
    next,
    text,
    ...differences(accepted),
    ...misfits.map((each) => line('contradiction', each)),
  );
}

function counted(orderLine: ProcessLine, { stage, lines }: WarehouseConfirmation): ProcessLine {
  const own = lines.filter((each) => each.lineNumber === orderLine.lineNumber);
  if (own.length === 0) return orderLine;
  const confirmed = own.reduce<Decimal>((total, each) => plus(total, each.confirmed.value), '0');
  // One order line may be confirmed in several rows (lots, substitutes), each repeating what was ordered.
  const ordered = own.map((each) => each.ordered.value).sort((a, b) => Number(b) - Number(a))[0] ?? '0';
  const closed = stage === 'shipped' && own.some((each) => closing.has(each.status));
  const short = closed ? remaining(ordered, confirmed) : '0';
  const { reported } = orderLine;
  return {
    ...orderLine,
    reported: {
      ...reported,
      [stage]: plus(reported[stage], confirmed),
      short: plus(reported.short, short),
    },
  };
}

const goodsIssue = (confirmation: WarehouseConfirmation, messageId: string): GoodsIssue => {
  const { confirmationId, releaseNumber, shipmentId, bol, warehouse, occurredAt, zone } = confirmation;
  return {
    confirmationId,
    messageId,
    releaseNumber,
    ...(shipmentId === undefined ? {} : { shipmentId }),
    ...(bol === undefined ? {} : { bol }),
    warehouse,
    at: occurredAt,
    ...(zone === undefined ? {} : { zone }),
    lines: confirmation.lines.map(({ lineNumber, item, confirmed, substitutedFor, lot, serials }) => ({
      lineNumber,
      item,
      quantity: confirmed,
      ...(substitutedFor === undefined ? {} : { substitutedFor }),
      ...(lot === undefined ? {} : { lot }),
      ...(serials === undefined ? {} : { serials }),
    })),
    packages: confirmation.packages.map(({ sscc, packageType }) => ({
      sscc,
      ...(packageType === undefined ? {} : { packageType }),
    })),
  };
};

const differences = ({ stage, lines }: WarehouseConfirmation) =>
  lines
    .filter((each) => each.status !== 'complete')
    .map((each) =>
      line(
        'recorded',
        `line ${each.lineNumber} ${each.status}: ${each.confirmed.value} of ${each.ordered.value} ${each.ordered.unit} ${stage}${each.reason ? ` (${each.reason})` : ''}`,
      ),
    );
