import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-api-in',
  category: 'crossdock connect',
  role: 'entry',
  version: 1,
  inputs: 0,
  outputs: ['request'],
  caption: 'path',
  fields: {
    method: field.choice({ options: ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'] }),
    path: field.text({ required: true, pattern: '/[A-Za-z0-9._~:/-]{1,200}' }),
    access: field.choice({ options: ['callers', 'public'] }),
    callers: field.system({ required: true, when: { field: 'access', is: 'callers' } }),
    party: field.text({
      pattern: '[A-Za-z0-9_.-]{1,200}',
      when: { field: 'access', is: 'callers' },
    }),
    tenant: field.text({ pattern: '[a-z][a-z0-9-]{0,79}' }),
    documentType: field.text({ required: true, default: 'rest', pattern: '[a-z0-9.-]{1,80}' }),
    key: field.text({ required: true, pattern: '[A-Za-z0-9_.-]{1,200}' }),
    idempotency: field.text({
      required: true,
      default: 'header:idempotency-key',
      pattern: '(header:)?[A-Za-z0-9_.-]{1,200}',
    }),
    mode: field.choice({ options: ['accept', 'reply'] }),
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
