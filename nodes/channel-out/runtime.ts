import { orderingKey } from '../../domain/canonical/ordering-key.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { tenantOfOrder } from './tenant-of-order.ts';

interface Canonical {
  readonly object: string;
  readonly version: string;
}

export const runtime = nodeRuntime(definition, {
  async input(message, { channel, key, delay, tenant, tenantName }, context: NodeContext) {
    const canonical = canonicalOf(message);
    const owner = await ownerOf(tenant, tenantName, message.payload, context);
    const availableAt = notBefore(delay, context);
    context.stage({
      kind: 'channel',
      channel,
      type: canonical?.object ?? context.envelope.type,
      schemaVersion: canonical?.version ?? context.envelope.schemaVersion,
      key: keyOf(key, canonical, message.payload, context),
      payload: message.payload,
      ...(owner !== null && { tenant: owner }),
      ...(canonical && { properties: { canonical } }),
      ...(availableAt !== null && { availableAt }),
    });
  },
});

/** Whose document it is from here on; null: as it came. @throws CD_CHANNEL_TENANT_UNKNOWN */
async function ownerOf(
  tenant: 'message' | 'order' | 'named',
  name: unknown,
  document: unknown,
  context: NodeContext,
): Promise<string | null> {
  if (tenant === 'message') return null;
  if (tenant === 'order') return tenantOfOrder(document, context);
  if (typeof name === 'string' && context.site.tenants.includes(name)) return name;
  const found = JSON.stringify(name) ?? 'nothing';
  throw new CrossdockError('CD_CHANNEL_TENANT_UNKNOWN', {
    node: context.node.name || context.node.id,
    found,
  });
}

function canonicalOf({ canonical }: FlowMessage): Canonical | null {
  const { object, version } = (canonical ?? {}) as Partial<Canonical>;
  return typeof object === 'string' ? { object, version: version ?? '1' } : null;
}

/** The configured key, the document's own, or the one its message came with. */
function keyOf(key: unknown, canonical: Canonical | null, document: unknown, context: NodeContext): string {
  if (key === undefined || key === null || key === '') {
    return (canonical && orderingKey(canonical.object, document)) ?? context.envelope.key;
  }
  if (typeof key === 'string' || typeof key === 'number') return String(key);
  throw new CrossdockError('CD_CHANNEL_KEY_INVALID', {
    node: context.node.name || context.node.id,
    found: typeof key,
  });
}

/** So many seconds from now, or the instant itself; null: at once. */
function notBefore(delay: unknown, context: NodeContext): string | null {
  if (delay === undefined || delay === null || delay === '') return null;
  const seconds = typeof delay === 'number' || typeof delay === 'string' ? Number(delay) : Number.NaN;
  const at = Number.isNaN(seconds) ? Date.parse(String(delay)) : context.now().getTime() + seconds * 1000;
  if (seconds < 0 || !(at <= latest)) {
    const found = JSON.stringify(delay) ?? typeof delay;
    throw new CrossdockError('CD_CHANNEL_DELAY_INVALID', {
      node: context.node.name || context.node.id,
      found,
    });
  }
  return at <= context.now().getTime() ? null : new Date(at).toISOString();
}

/** The last instant that is written with a year of four digits, as all others are. */
const latest = Date.parse('9999-12-31T23:59:59.999Z');
