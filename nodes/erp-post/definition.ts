import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-erp-post',
  category: 'crossdock business',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['posted', 'rejected'],
  caption: 'document',
  fields: {
    system: field.system({ protocols: ['odata'], required: true }),
    document: field.choice({ options: ['sales-order', 'goods-issue', 'goods-movement', 'billing-document'] }),
    action: field.choice({
      options: ['post', 'change', 'reverse'],
      when: { field: 'document', is: 'sales-order' },
    }),
  },
});
