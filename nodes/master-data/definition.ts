import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-master-data',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['changed', 'subscribers', 'unchanged', 'refused'],
  caption: 'object',
  fields: {
    object: field.choice({
      options: [
        'auto',
        'customer',
        'supplier',
        'item',
        'location',
        'carrier',
        'rate-agreement',
        'tax-rule',
        'exchange-rate',
        'account',
        'billing-entity',
        'cross-reference',
      ],
    }),
    system: field.system(),
    changedAt: field.typed({ types: ['msg', 'jsonata', 'str'], default: { type: 'str', value: '' } }),
    validFrom: field.typed({ types: ['msg', 'jsonata', 'str'], default: { type: 'str', value: '' } }),
    refused: field.choice({ options: ['output', 'exception'] }),
    owner: field.text({
      default: 'master data',
      pattern: '[\\w .@-]{1,80}',
      required: true,
      when: { field: 'refused', is: 'exception' },
    }),
  },
});
