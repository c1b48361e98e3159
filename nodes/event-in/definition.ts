import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-event-in',
  category: 'crossdock connect',
  role: 'entry',
  version: 1,
  inputs: 0,
  outputs: ['event', 'refused'],
  caption: 'topic',
  fields: {
    system: field.system({ protocols: ['mqtt'], required: true }),
    // MQTT 3.1.1, 4.7.1: + stands for a whole level, # for all that follow.
    topic: field.text({ required: true, pattern: '#|(\\+|[^+#/]*)(/(\\+|[^+#/]*))*(/#)?' }),
    documentType: field.text({ required: true, default: 'mqtt', pattern: '[a-z0-9.-]{1,80}' }),
    key: field.text({ required: true, pattern: '[A-Za-z0-9_.-]{1,200}' }),
    idempotency: field.text({ required: true, default: 'id', pattern: '[A-Za-z0-9_.-]{1,200}' }),
    maxBytes: field.number({ default: 1000000, min: 1, max: 10000000, unit: 'bytes' }),
  },
});
