import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-soap-call',
  category: 'crossdock connect',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['answer', 'rejected'],
  caption: 'operation',
  fields: {
    system: field.system({ protocols: ['soap'], required: true }),
    operation: field.text({ required: true, pattern: '[A-Za-z_][\\w.-]{0,119}' }),
    idempotencyKey: field.typed({
      types: ['jsonata', 'msg', 'str'],
      default: { type: 'msg', value: 'crossdock.id' },
      required: true,
    }),
  },
});
