import { CrossdockError } from '../../domain/errors.ts';
import type { Ledger, Remembered, StoredProcess } from '../../ledger/ledger.ts';
import type { Effect } from '../face.ts';
import { label, type NodeName, type Run, type Visit } from './run.ts';
import { retryPoint } from './visits.ts';

type ProcessEffect = Extract<Effect, { kind: 'process' }>;

const staged = <K extends Effect['kind']>(run: Run, kind: K): Extract<Effect, { kind: K }>[] =>
  run.staged.flatMap((item) =>
    item.kind === 'effect' && item.effect.kind === kind ? [item.effect as Extract<Effect, { kind: K }>] : [],
  );

const asStored = ({
  tenant,
  key,
  expectVersion,
  state,
  summary,
  identifiers,
}: ProcessEffect): StoredProcess => ({
  tenant,
  key,
  version: expectVersion + 1,
  state,
  summary,
  identifiers,
});

const lastWrite = (run: Run, tenant: string, key: string): ProcessEffect | undefined =>
  staged(run, 'process').findLast((effect) => effect.tenant === tenant && effect.key === key);

/** The ledger as a run sees it: with what the run itself has staged. */
export function runView(run: Run, ledger: Ledger) {
  return {
    async process(tenant: string, key: string): Promise<StoredProcess | null> {
      const written = lastWrite(run, tenant, key);
      return written ? asStored(written) : ledger.process(tenant, key);
    },

    async processByIdentifier(
      tenant: string,
      scheme: string | null,
      value: string,
    ): Promise<StoredProcess[]> {
      const stored = await ledger.processByIdentifier(tenant, scheme, value);
      const own = new Map(
        staged(run, 'process')
          .filter((effect) => effect.tenant === tenant)
          .map((effect) => [effect.key, asStored(effect)]),
      );
      const carries = ({ identifiers }: StoredProcess) =>
        identifiers.some((known) => known.value === value && (scheme === null || known.scheme === scheme));
      return [...stored.filter(({ key }) => !own.has(key)), ...[...own.values()].filter(carries)];
    },

    async remembered(scope: string, key: string): Promise<Remembered | null> {
      const own = staged(run, 'remember').findLast(({ entry }) => entry.scope === scope && entry.key === key);
      return own ? { ...own.entry, at: run.envelope.receivedAt } : ledger.remembered(scope, key);
    },
  };
}

/**
 * Adds an effect to the run. An exception remembers from where its document came to the node.
 * @throws CD_RUN_ENDED when the run is over
 * @throws CD_RUN_WRITE_STALE when this run has written the process since the node read it
 */
export function stage(run: Run, node: NodeName, effect: Effect, visit: Visit): void {
  if (run.state !== 'live') throw new CrossdockError('CD_RUN_ENDED', { node: label(node) });
  if (effect.kind === 'process') {
    const written = lastWrite(run, effect.tenant, effect.key);
    if (written && effect.expectVersion !== written.expectVersion + 1) {
      throw new CrossdockError('CD_RUN_WRITE_STALE', {
        node: label(node),
        key: effect.key,
        based: effect.expectVersion,
        staged: written.expectVersion + 1,
      });
    }
  }
  visit.staged = true;
  const { before } = visit;
  const retry = effect.kind === 'exception' && before ? retryPoint(run, before) : undefined;
  run.staged.push({ kind: 'effect', node, effect, retry });
}
