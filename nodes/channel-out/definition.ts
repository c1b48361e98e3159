import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-channel-out',
  category: 'crossdock connect',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: [],
  caption: 'channel',
  fields: {
    channel: field.channel({ required: true }),
    key: field.typed({ types: ['str', 'msg', 'jsonata'], default: { type: 'str', value: '' } }),
    tenant: field.choice({ options: ['message', 'order', 'named'] }),
    tenantName: field.typed({
      types: ['jsonata', 'msg', 'str'],
      default: { type: 'jsonata', value: '' },
      when: { field: 'tenant', is: 'named' },
    }),
    delay: field.typed({ types: ['num', 'msg', 'jsonata', 'env'], default: { type: 'num', value: '' } }),
  },
});
