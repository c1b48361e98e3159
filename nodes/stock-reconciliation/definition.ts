import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-stock-reconciliation',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['reconciled', 'movement', 'posting', 'decided', 'outdated', 'failed'],
  caption: 'document',
  fields: {
    document: field.choice({ options: ['stock-book', 'correction-decision'] }),
    snapshot: field.typed({
      types: ['msg', 'jsonata'],
      default: { type: 'msg', value: 'snapshot' },
      when: { field: 'document', is: 'stock-book' },
    }),
    graceMinutes: field.number({
      default: 15,
      min: 0,
      max: 10080,
      unit: 'min',
      when: { field: 'document', is: 'stock-book' },
    }),
    postings: field.packFile({
      folder: '',
      required: true,
      when: { field: 'document', is: 'correction-decision' },
    }),
  },
});
