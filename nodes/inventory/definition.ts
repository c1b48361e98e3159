import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-inventory',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['posting', 'difference', 'correction', 'recorded', 'duplicate', 'failed'],
  caption: 'document',
  fields: {
    document: field.choice({ options: ['auto', 'inventory-movement', 'stock-snapshot'] }),
    postings: field.packFile({ folder: '', required: true }),
    owner: field.text({ pattern: '[\\w .@-]{0,80}', default: 'warehouse' }),
  },
});
