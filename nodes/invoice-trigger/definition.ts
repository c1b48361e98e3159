import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-invoice-trigger',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['invoice', 'held', 'waiting', 'failed', 'collected', 'again', 'proForma'],
  caption: 'billingEntity',
  fields: {
    billingEntity: field.text({ required: true, pattern: '\\S{1,80}' }),
    terms: field.packFile({ folder: '' }),
    accounts: field.packFile({ folder: '' }),
    deadlines: field.channel({ default: 'deadlines' }),
    periods: field.channel({ default: 'billing-periods' }),
    digits: field.number({ default: 8, min: 0, max: 18, integer: true }),
  },
});
