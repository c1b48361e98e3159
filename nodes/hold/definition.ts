import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-hold',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['done', 'unknown'],
  caption: 'code',
  fields: {
    action: field.choice({ options: ['place', 'release'] }),
    code: field.choice({
      options: [
        'manual',
        'credit-block',
        'price-mismatch',
        'currency-mismatch',
        'unbilled-after-invoice',
        'return-unsettled',
        'invoice-unmatched',
        'cancelled-goods-shipped',
        'delivery-exception',
        'pod-late',
        'goods-issue-missing',
        'delivered-before-issue',
        'load-not-planned',
        'quantity-contradiction',
        'delivered-short',
        'document-contradiction',
        'short-not-agreed',
        'substitution-not-agreed',
      ],
    }),
    order: field.typed({
      types: ['msg', 'jsonata', 'str'],
      default: { type: 'msg', value: 'process.key' },
      required: true,
    }),
    reason: field.typed({ types: ['str', 'msg', 'jsonata'], required: true }),
    by: field.typed({
      types: ['str', 'msg', 'jsonata'],
      default: { type: 'str', value: 'flow' },
      required: true,
    }),
    owner: field.text({ pattern: '[\\w .@-]{0,80}', when: { field: 'action', is: 'place' } }),
    expiresAfterHours: field.number({ min: 0, max: 8760, unit: 'h', when: { field: 'action', is: 'place' } }),
    terms: field.packFile({ folder: '' }),
    deadlines: field.channel({ default: 'deadlines' }),
  },
});
