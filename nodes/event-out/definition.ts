import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-event-out',
  category: 'crossdock connect',
  role: 'delivery',
  version: 1,
  inputs: 1,
  outputs: ['published'],
  caption: 'topic',
  fields: {
    system: field.system({ protocols: ['mqtt'], required: true }),
    topic: field.typed({
      types: ['str', 'jsonata', 'msg'],
      default: { type: 'str', value: '' },
      required: true,
    }),
    cloudEvents: field.boolean({ default: true }),
    eventType: field.text({
      default: 'crossdock.document',
      required: true,
      pattern: '[a-z][a-z0-9.-]{0,119}',
      when: { field: 'cloudEvents', is: true },
    }),
  },
});
