import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-order-change',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['recorded', 'requests', 'responses', 'ignored', 'unknown', 'contradicted'],
  caption: 'document',
  fields: {
    document: field.choice({ options: ['auto', 'order-change', 'release-change-answer'] }),
    terms: field.packFile({ folder: '' }),
    deadlines: field.channel({ default: 'deadlines' }),
    tries: field.number({ default: 6, min: 1, max: 50, integer: true }),
  },
});
