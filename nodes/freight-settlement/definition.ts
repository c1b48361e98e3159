import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-freight-settlement',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['accrual', 'payable', 'dispute', 'recorded', 'duplicate', 'unknown', 'failed'],
  caption: 'document',
  fields: {
    document: field.choice({
      options: ['auto', 'shipment', 'shipment-event', 'freight-invoice', 'dispute-decision'],
    }),
    terms: field.packFile({ folder: '' }),
    owner: field.text({ pattern: '[\\w .@-]{0,80}', default: 'freight audit' }),
    tries: field.number({ default: 3, min: 1, max: 50, integer: true }),
  },
});
