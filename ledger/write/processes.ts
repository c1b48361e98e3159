import type { ProcessIdentifier } from '../ledger.ts';
import { content } from './content.ts';
import type { Part } from './plan.ts';
import { Projection, pairOf } from './projection.ts';
import type { Sink } from './sink.ts';
import type { HeldProcess, Source } from './source.ts';
import type { Tally } from './tally.ts';

const absent: HeldProcess = { version: 0, status: '', held: 0, identifiers: '[]' };
const parsed = (identifiers: string): ProcessIdentifier[] =>
  identifiers === '[]' ? [] : JSON.parse(identifiers);

export function processes(source: Source, sink: Sink, tally: Tally): Part<'process'> {
  const rows = new Projection<HeldProcess>();

  const reindex = (tenant: string, key: string, before: string, kept: readonly ProcessIdentifier[]): void => {
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
        const { tenant, key, expectVersion, status, customer, held, kind, updatedAt, identifiers, state } =
          change;
        const name = pairOf(tenant, key);
        const before = rows.get(name, () => source.process(tenant, key) ?? absent);
        if (before.version !== expectVersion) {
          const reason = `process ${key} has version ${before.version}, the change was based on ${expectVersion}`;
          return { cause: 'version', reason };
        }
        const version = expectVersion + 1;
        rows.set(name, { version, status, held, identifiers });
        return () => {
          const list = parsed(identifiers);
          sink.saveProcess({
            tenant,
            key,
            version,
            status,
            customer,
            kind,
            held,
            updatedAt,
            identifiers,
            identifierList: list,
            state: content(state, sink),
          });
          if (before.identifiers !== identifiers) reindex(tenant, key, before.identifiers, list);
          if (before.status !== status || before.version === 0) {
            if (before.version > 0) tally.add(`process.${before.status}`, -1);
            tally.add(`process.${status}`, 1);
          }
          if (held !== before.held) tally.add('held', held - before.held);
        };
      },
    },
  };
}
