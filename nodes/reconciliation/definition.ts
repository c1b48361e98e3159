import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-reconciliation',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['report', 'aged'],
  fields: {
    of: field.choice({ options: ['message', 'every'] }),
    agedDays: field.number({ default: 7, min: 0, max: 365, integer: true, unit: 'days' }),
  },
});
