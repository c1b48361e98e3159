import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-milestone',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['recorded', 'ignored', 'unknown', 'contradicted', 'late'],
  caption: 'document',
  fields: {
    document: field.choice({
      options: [
        'auto',
        'sales-order',
        'erp-confirmation',
        'order-release',
        'release-confirmed',
        'shipment',
        'shipment-event',
        'warehouse-confirmation',
        'goods-receipt',
        'invoice-issued',
        'invoice-posted',
        'deadline',
      ],
    }),
    terms: field.packFile({ folder: '' }),
    deadlines: field.channel({ default: 'deadlines' }),
    tries: field.number({ default: 6, min: 1, max: 50, integer: true }),
  },
});
