import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

/** Shown when neither the flow's author nor the error itself says anything better. */
export const defaultAction = 'Look at the document, correct its cause and retry.';

export const definition = defineNode({
  type: 'crossdock-exception',
  category: 'crossdock control',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: [],
  caption: 'owner',
  fields: {
    reason: field.typed({
      types: ['str', 'msg', 'jsonata'],
      default: { type: 'msg', value: 'error.message' },
      required: true,
    }),
    action: field.text({ multiline: true, default: defaultAction }),
    owner: field.text({ required: true, pattern: '[\\w .@-]{1,80}' }),
    deadlineHours: field.number({ min: 0, max: 8760, unit: 'h' }),
    document: field.typed({ types: ['msg', 'jsonata'], default: { type: 'msg', value: 'payload' } }),
  },
});
