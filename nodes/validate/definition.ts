import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-validate',
  category: 'crossdock transform',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['valid', 'invalid'],
  caption: 'object',
  fields: {
    object: field.canonicalObject({ required: true }),
    document: field.typed({
      types: ['msg', 'jsonata'],
      default: { type: 'msg', value: 'payload' },
      required: true,
    }),
  },
});
