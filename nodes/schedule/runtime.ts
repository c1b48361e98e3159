import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ payload }, _context: NodeContext): unknown => JSON.parse(payload),
  open({ from, schedule, cron, timeZone }, context, _node, payload) {
    const pattern = from === 'site' ? schedule : cron;
    const stop = context.schedule(pattern, timeZone || context.site.timeZone, async (slot) => {
      const at = slot.toISOString();
      await context.accept({
        type: 'schedule',
        key: context.node.id,
        // One run per slot, whoever notices it: a second worker's tick is a duplicate.
        idempotencyKey: `schedule:${context.node.id}:${at}`,
        source: { system: 'crossdock', protocol: 'schedule', reference: `${pattern} at ${at}` },
        payload,
        properties: { slot: at },
      });
    });
    return () => stop();
  },
});
