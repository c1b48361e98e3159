import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-soap-in',
  category: 'crossdock connect',
  role: 'entry',
  version: 1,
  inputs: 0,
  outputs: ['request'],
  caption: 'path',
  fields: {
    wsdl: field.packFile({ folder: 'wsdl', required: true }),
    path: field.text({ required: true, pattern: '/[A-Za-z0-9._~/-]{1,200}' }),
    callers: field.system({ required: true }),
    key: field.text({ required: true, pattern: '[A-Za-z0-9_.-]{1,200}' }),
    idempotency: field.text({ required: true, pattern: '[A-Za-z0-9_.-]{1,200}' }),
    mode: field.choice({ options: ['reply', 'accept'] }),
    timeoutMs: field.number({
      default: 10000,
      min: 100,
      max: 120000,
      unit: 'ms',
      when: { field: 'mode', is: 'reply' },
    }),
    maxBytes: field.number({ default: 1000000, min: 1, max: 50000000, unit: 'bytes' }),
  },
});
