import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-wms-confirm',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['confirmed', 'discrepancy', 'unknown'],
  fields: {
    terms: field.packFile({ folder: '' }),
    deadlines: field.channel({ default: 'deadlines' }),
  },
});
