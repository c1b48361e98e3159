import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-canonical-mapper',
  category: 'crossdock transform',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['mapped', 'failed'],
  caption: 'mapping',
  fields: {
    mapping: field.packFile({ folder: 'mappings', required: true }),
    document: field.typed({
      types: ['msg', 'jsonata'],
      default: { type: 'msg', value: 'payload' },
      required: true,
    }),
  },
});
