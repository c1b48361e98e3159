import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-erp-order',
  category: 'crossdock business',
  role: 'entry',
  version: 1,
  inputs: 0,
  outputs: ['order', 'refused'],
  caption: 'system',
  fields: {
    system: field.system({ protocols: ['odata', 'soap'], required: true }),
    schedule: field.schedule({ required: true }),
    batch: field.number({ default: 50, min: 1, max: 1000, integer: true }),
    tenant: field.text({ pattern: '[a-z][a-z0-9-]{0,79}' }),
    ownUser: field.text({ default: 'CROSSDOCK', pattern: '[\\w.-]{0,40}' }),
  },
});
