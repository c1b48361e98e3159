import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-erp-stock',
  category: 'crossdock business',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['book', 'rejected'],
  caption: 'system',
  fields: {
    system: field.system({ protocols: ['odata'], required: true }),
    plant: field.typed({
      types: ['jsonata', 'msg', 'str'],
      default: { type: 'msg', value: 'payload.plant' },
      required: true,
    }),
    days: field.number({ default: 30, min: 1, max: 400, integer: true, unit: 'days' }),
  },
});
