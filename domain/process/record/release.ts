import type { OrderRelease } from '../../canonical/types.generated.ts';
import type { ReleaseConfirmed } from '../documents.ts';
import { isZero } from '../quantity.ts';
import type { OrderProcess, ProcessRelease } from '../types.ts';
import { contradicted, type Recorded, type Recording, recorded, unchanged } from './recording.ts';

export function recordRelease(
  process: OrderProcess,
  release: OrderRelease,
  { at, messageId }: Recording,
): Recorded {
  const { releaseNumber, warehouse, shipmentId } = release;
  const known = process.releases.find((each) => each.releaseNumber === releaseNumber);
  if (known?.known) {
    const reason = `release ${releaseNumber} came again with other content; the first one stands`;
    return contradicted(process, `order-release/${releaseNumber}/${messageId}`, reason, at);
  }
  const strange = release.lines.find(
    (each) => !process.lines.some((line) => line.lineNumber === each.lineNumber),
  );
  if (strange) {
    const reason = `release ${releaseNumber} names line ${strange.lineNumber}, which the order does not have`;
    return contradicted(process, `order-release/${releaseNumber}/${strange.lineNumber}`, reason, at);
  }
  const cancelled = release.lines.find((each) =>
    process.lines.some((line) => line.lineNumber === each.lineNumber && isZero(line.quantities.ordered)),
  );
  if (cancelled) {
    const reason = `release ${releaseNumber} names line ${cancelled.lineNumber}, which is cancelled`;
    return contradicted(process, `order-release/${releaseNumber}/${cancelled.lineNumber}`, reason, at);
  }
  const entry: ProcessRelease = {
    ...known,
    releaseNumber,
    known: true,
    warehouse,
    releasedAt: at,
    ...(shipmentId === undefined ? {} : { shipmentId }),
    lines: release.lines.map(({ lineNumber, quantity }) => ({ lineNumber, quantity: quantity.value })),
    messageId,
  };
  const next = { ...process, releases: withRelease(process, entry) };
  return recorded(
    next,
    `released to ${warehouse.id ?? warehouse.name ?? 'the warehouse'} as ${releaseNumber}`,
  );
}

export function recordReleaseConfirmed(
  process: OrderProcess,
  confirmed: ReleaseConfirmed,
  { at, messageId }: Recording,
): Recorded {
  const { releaseNumber, warehouseReference, confirmedAt = at } = confirmed;
  const known = process.releases.find((each) => each.releaseNumber === releaseNumber);
  if (known?.confirmedAt) {
    return unchanged(process, 'duplicate', `release ${releaseNumber} is already confirmed`);
  }
  const entry: ProcessRelease = {
    ...(known ?? { releaseNumber, known: false, messageId }),
    confirmedAt,
    ...(warehouseReference === undefined ? {} : { warehouseReference }),
  };
  const next = { ...process, releases: withRelease(process, entry) };
  const text = `the warehouse took release ${releaseNumber}${warehouseReference ? ` as ${warehouseReference}` : ''}`;
  if (known) return recorded(next, text);
  return {
    process: next,
    outcome: 'deferred',
    journal: [{ kind: 'deferred', text: `${text}; the release itself is not here yet` }],
  };
}

const withRelease = (process: OrderProcess, entry: ProcessRelease): readonly ProcessRelease[] => [
  ...process.releases.filter((each) => each.releaseNumber !== entry.releaseNumber),
  entry,
];
