import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-api-reply',
  category: 'crossdock connect',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: [],
  caption: 'statusCode',
  fields: {
    statusCode: field.number({ default: 200, min: 200, max: 599, integer: true }),
    body: field.typed({
      types: ['msg', 'jsonata', 'str', 'json'],
      default: { type: 'msg', value: 'payload' },
    }),
  },
});
