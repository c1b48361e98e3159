import { mappingFailed } from '../../domain/mapping/run.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, Json, MasterObject, NodeContext } from '../../runtime/face.ts';
import { compileFromPack } from './compile-from-pack.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ mapping }, context: NodeContext) => compileFromPack(mapping, context),
  async input(message, config, context: NodeContext, compiled) {
    const mapping = {
      now: () => context.now(),
      // The objects a mapping may name are checked when it is compiled.
      lookup: (object: string, scheme: string, value: string) =>
        context.lookup(object as MasterObject, scheme, value),
      message,
      values: valuesOf(context),
    };
    // Messages in a run are JSON, and so is what an expression makes of them.
    const document = config.document as Json;
    const result = compiled.runSync?.(document, mapping) ?? (await compiled.run(document, mapping));
    if (!result.ok) {
      const error = { ...mappingFailed(compiled, result.problems).record(), problems: result.problems };
      return { failed: { ...message, error } };
    }
    const { canonical: _, ...rest } = message;
    const mapped: FlowMessage = { ...rest, payload: result.value };
    const { form, object, version } = compiled.target;
    if (form === 'canonical') mapped.canonical = { object, version };
    return { mapped };
  },
});

/** What paths read as `$context.…`. */
function valuesOf({ envelope, node }: NodeContext): Record<string, Json> {
  const { system, partner, protocol, reference } = envelope.source;
  return {
    tenant: envelope.tenant,
    site: envelope.site,
    messageId: envelope.id,
    correlationId: envelope.correlationId,
    type: envelope.type,
    key: envelope.key,
    receivedAt: envelope.receivedAt,
    system,
    protocol,
    reference,
    pack: node.pack,
    ...(partner === undefined ? {} : { partner }),
  };
}
