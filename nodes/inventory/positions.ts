import type { StockPosition } from '../../domain/inventory/types.ts';
import { foundPosition } from '../../domain/inventory/writes.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** Positions as they are stored, with the version of each. */
export interface Known {
  readonly positions: ReadonlyMap<string, StockPosition>;
  readonly versions: ReadonlyMap<string, number>;
}

export async function positionsOf(
  keys: readonly string[],
  context: Pick<NodeContext, 'process' | 'envelope'>,
): Promise<Known> {
  const { tenant } = context.envelope;
  const unique = [...new Set(keys)];
  const stored = await Promise.all(unique.map((key) => context.process(tenant, key)));
  const found = stored.filter((one) => one !== null);
  return {
    positions: new Map(found.map((one) => [one.key, foundPosition(one)])),
    versions: new Map(found.map(({ key, version }) => [key, version])),
  };
}
