import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-compensate',
  category: 'crossdock control',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['reverse', 'done', 'stuck', 'ignored', 'unknown'],
  caption: 'action',
  fields: {
    action: field.choice({ options: ['start', 'reversed', 'failed'] }),
    order: field.typed({
      types: ['msg', 'jsonata', 'str'],
      default: { type: 'msg', value: 'process.key' },
      required: true,
    }),
    reason: field.typed({
      types: ['str', 'msg', 'jsonata'],
      default: { type: 'str', value: 'the order is cancelled' },
      required: true,
    }),
    by: field.typed({
      types: ['str', 'msg', 'jsonata'],
      default: { type: 'str', value: 'flow' },
      required: true,
    }),
    terms: field.packFile({ folder: '' }),
    deadlines: field.channel({ default: 'deadlines' }),
  },
});
