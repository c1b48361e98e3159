import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-channel-in',
  category: 'crossdock connect',
  role: 'entry',
  version: 1,
  inputs: 0,
  outputs: ['message'],
  caption: 'channel',
  fields: { channel: field.channel({ required: true }) },
});
