import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-sftp-in',
  category: 'crossdock connect',
  role: 'entry',
  version: 1,
  inputs: 0,
  outputs: ['file', 'refused'],
  caption: 'folder',
  fields: {
    system: field.system({ protocols: ['sftp'], required: true }),
    folder: field.text({ required: true, pattern: '/[^\\u0000]{0,500}' }),
    pattern: field.text({ required: true, default: '*', pattern: '[^/\\u0000]{1,200}' }),
    schedule: field.schedule({ required: true }),
    partner: field.text({ pattern: '[A-Za-z0-9._-]{1,80}' }),
    tenant: field.text({ pattern: '[A-Za-z0-9._-]{1,80}' }),
    documentType: field.text({ required: true, default: 'file', pattern: '[A-Za-z0-9.-]{1,80}' }),
    settleSeconds: field.number({ default: 10, min: 0, max: 3600, unit: 's' }),
    archiveFolder: field.text({
      required: true,
      default: 'archive',
      pattern: '(?!processing$)[A-Za-z0-9._ -]{1,80}',
    }),
    maxBytes: field.number({ min: 1, max: 1000000000, integer: true, unit: 'bytes' }),
  },
});
