import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-tms-shipment',
  category: 'crossdock business',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['planned', 'rejected'],
  caption: 'system',
  fields: {
    system: field.system({ protocols: ['rest'], required: true }),
    action: field.choice({ options: ['plan', 'change', 'cancel'] }),
    path: field.text({ required: true, default: '/shipments', pattern: '/[\\w./-]{0,200}' }),
  },
});
