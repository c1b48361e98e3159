import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-wms-release',
  category: 'crossdock business',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['confirmed', 'rejected'],
  caption: 'system',
  fields: {
    system: field.system({ protocols: ['rest'], required: true }),
    action: field.choice({ options: ['release', 'cancel'] }),
    path: field.text({ required: true, default: '/releases', pattern: '/[\\w./-]{0,200}' }),
  },
});
