import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-api-call',
  category: 'crossdock connect',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['answer', 'rejected'],
  caption: 'path',
  fields: {
    system: field.system({ protocols: ['rest'], required: true }),
    method: field.choice({ options: ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'] }),
    path: field.typed({
      types: ['str', 'jsonata', 'msg'],
      default: { type: 'str', value: '/' },
      required: true,
    }),
    idempotencyKey: field.typed({
      types: ['jsonata', 'msg', 'str'],
      default: { type: 'msg', value: 'crossdock.id' },
      required: true,
    }),
  },
});
