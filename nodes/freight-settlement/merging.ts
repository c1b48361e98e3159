import { type FoundFreight, foundFreight } from '../../domain/settlement/locate.ts';
import { belongsTo, merge, numbersLearnt } from '../../domain/settlement/merge.ts';
import type { FreightProcess } from '../../domain/settlement/types.ts';
import { freightWrites } from '../../domain/settlement/writes.ts';
import type { Line, Settling } from './settling.ts';

/** The shipment with what its carrier had billed under numbers that nobody knew to be its. */
export interface Merged {
  readonly process: FreightProcess;
  readonly lines: readonly Line[];
  /** Empties what was kept under those numbers. */
  stage(): void;
}

export async function merging(
  before: FreightProcess | null,
  changed: FreightProcess,
  { context, now }: Settling,
): Promise<Merged> {
  const { tenant } = context.envelope;
  const strays = new Map<string, FoundFreight>();
  for (const [scheme, value] of numbersLearnt(before, changed)) {
    const found = (await context.processByIdentifier(tenant, scheme, value)).map(foundFreight);
    for (const stray of found) if (belongsTo(stray.process, changed)) strays.set(stray.process.key, stray);
  }
  let process = changed;
  const emptied = [...strays.values()].map((found) => {
    const merged = merge(process, found.process, now);
    process = merged.process;
    const text = `belongs to ${process.key}`;
    return freightWrites(merged.stray, found.version, tenant, [{ entry: 'merged', text }]);
  });
  const lines = [...strays.values()].map(({ process: { key, bills } }) => ({
    entry: 'merged',
    text: `${bills.map(({ invoiceNumber }) => invoiceNumber).join(', ')} was kept under ${key} and belongs here`,
  }));
  return {
    process,
    lines,
    stage() {
      for (const write of emptied.flat()) context.stage(write);
    },
  };
}
