import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-sftp-out',
  category: 'crossdock connect',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['delivered', 'rejected'],
  caption: 'folder',
  fields: {
    system: field.system({ protocols: ['sftp'], required: true }),
    folder: field.text({ required: true, pattern: '/[^\\u0000]{0,500}' }),
    filename: field.typed({
      types: ['msg', 'str', 'jsonata'],
      default: { type: 'msg', value: 'filename' },
      required: true,
    }),
    overwrite: field.boolean(),
  },
});
