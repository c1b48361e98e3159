import { agedOnly, agesInDays } from '../../domain/process/reconciliation.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { closeStanding } from '../standing-exception.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  async input(message, { of, agedDays }, context: NodeContext) {
    const tenants = of === 'every' ? context.site.tenants : [context.envelope.tenant];
    const reports = [];
    for (const tenant of tenants) {
      reports.push({ tenant, agesInDays, ...(await context.reconciliation(tenant, agedDays)) });
    }
    const aged = [];
    for (const { kinds, ...report } of reports) {
      const { tenant, complete } = report;
      const old = agedOnly(kinds, report.asOf, agedDays);
      const standing = `${context.node.id} ${tenant}`;
      if (old.length === 0 && complete) {
        await closeStanding(standing, `nothing is open for more than ${agedDays} days`, context);
      } else {
        // Whose report it is: an exception about it is that tenant's, and takes the place of the last one.
        aged.push({ ...message, tenant, standing, payload: { ...report, agedDays, kinds: old } });
      }
    }
    return { report: reports.map((payload) => ({ ...message, payload })), aged };
  },
});
