import { agedOnly, agesInDays } from '../../domain/process/reconciliation.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  async input(message, { of, agedDays }, context: NodeContext) {
    const tenants = of === 'every' ? context.site.tenants : [context.envelope.tenant];
    const reports = [];
    for (const tenant of tenants) {
      reports.push({ tenant, agesInDays, ...(await context.reconciliation(tenant)) });
    }
    const aged = reports.flatMap(({ kinds, ...report }) => {
      const old = agedOnly(kinds, report.asOf, agedDays);
      return old.length === 0 ? [] : [{ ...report, agedDays, kinds: old }];
    });
    const messages = (payloads: readonly object[]) => payloads.map((payload) => ({ ...message, payload }));
    return { report: messages(reports), aged: messages(aged) };
  },
});
