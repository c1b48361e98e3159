import type { ProcessInput } from '../../domain/process/documents.ts';
import { recordDocument } from '../../domain/process/record-document.ts';
import { defaultTerms } from '../../domain/process/terms.ts';
import type { OrderWrite } from '../../domain/process/writes.ts';
import type { Effect, StoredProcess } from '../../runtime/face.ts';

/** Order processes as a ledger would hold them; pass `list` to `deploy` as `processes`. */
export interface StoredOrders {
  readonly list: StoredProcess[];
  /** Takes over the process writes among the effects, as a commit would. */
  commit(effects: readonly (Effect | OrderWrite)[]): void;
  /** Records documents that came before the test begins. */
  record(...inputs: readonly ProcessInput[]): Promise<void>;
}

export function storedOrders(tenant = 'northwind'): StoredOrders {
  const list: StoredProcess[] = [];
  const orders: StoredOrders = {
    list,
    commit(effects) {
      for (const effect of effects) {
        if (effect.kind !== 'process') continue;
        const at = list.findIndex(({ key }) => key === effect.key);
        const version = list[at]?.version ?? 0;
        if (version !== effect.expectVersion) throw new Error(`conflict on ${effect.key}`);
        const { key, state, summary, identifiers } = effect;
        const stored = { tenant: effect.tenant, key, version: version + 1, state, summary, identifiers };
        if (at < 0) list.push(stored);
        else list[at] = stored;
      }
    },
    async record(...inputs) {
      for (const input of inputs) {
        const reader = {
          process: async (_: string, key: string) => list.find((each) => each.key === key) ?? null,
          processByIdentifier: async (_: string, scheme: string | null, value: string) =>
            list.filter(({ identifiers }) =>
              identifiers.some((own) => own.value === value && (scheme === null || own.scheme === scheme)),
            ),
        };
        const options = { tenant, terms: defaultTerms, deadlineChannel: '' };
        for (const { writes } of await recordDocument(reader, input, options)) orders.commit(writes);
      }
    },
  };
  return orders;
}
