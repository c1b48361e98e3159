import type { ProcessIdentifier } from '../ledger.ts';
import { content } from './content.ts';
import type { Part } from './plan.ts';
import { Projection } from './projection.ts';
import type { Sink } from './sink.ts';
import type { HeldProcess, Source } from './source.ts';
import type { Tally } from './tally.ts';

const absent: HeldProcess = { version: 0, status: '', held: 0, identifiers: '[]' };
const parsed = (identifiers: string): ProcessIdentifier[] => JSON.parse(identifiers);

export function processes(source: Source, sink: Sink, tally: Tally): Part<'process'> {
  const rows = new Projection<HeldProcess>((tenant = '', key = '') => source.process(tenant, key) ?? absent);

  const reindex = (tenant: string, key: string, before: string, after: string): void => {
    if (before === after) return;
    const kept = parsed(after);
    const dropped = parsed(before).filter(
      ({ scheme, value }) => !kept.some((one) => one.scheme === scheme && one.value === value),
    );
    for (const { scheme, value } of dropped) sink.dropIdentifier(tenant, value, scheme, key);
    for (const { scheme, value } of kept) sink.addIdentifier(tenant, value, scheme, key);
  };

  return {
    projections: [rows],
    planners: {
      process: (change) => {
        const { tenant, key, expectVersion, status, customer, held, updatedAt, identifiers, state } = change;
        const before = rows.get(tenant, key);
        if (before.version !== expectVersion) {
          const reason = `process ${key} has version ${before.version}, the change was based on ${expectVersion}`;
          return { cause: 'version', reason };
        }
        const version = expectVersion + 1;
        rows.set({ version, status, held, identifiers }, tenant, key);
        return () => {
          const summary = { status, customer, held, updatedAt };
          sink.saveProcess({ tenant, key, version, ...summary, identifiers, state: content(state, sink) });
          reindex(tenant, key, before.identifiers, identifiers);
          if (before.version > 0) tally.add(`process.${before.status}`, -1);
          tally.add(`process.${status}`, 1);
          tally.add('held', held - before.held);
        };
      },
    },
  };
}
