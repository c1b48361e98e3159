import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-edi-write',
  category: 'crossdock transform',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['interchange'],
  caption: 'agreement',
  fields: {
    agreement: field.packFile({ folder: 'agreements' }),
    writes: field.choice({ options: ['documents', 'advice'] }),
  },
});
