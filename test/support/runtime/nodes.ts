import type { FlowNode } from './protocol.ts';

type To = string | readonly string[];

export const entry = (id: string, ...to: To[]): FlowNode => ({ id, type: 'crossdock-test-entry', to });

/** A test node that does one thing; its label, which notes and gates carry, is its id. */
export const step = (id: string, action: string, to?: To): FlowNode => ({
  id,
  type: 'crossdock-test-step',
  action,
  label: id,
  ...(to ? { to: [to] } : {}),
});

export const delivery = (id: string, ...to: To[]): FlowNode => ({ id, type: 'crossdock-test-delivery', to });

export const channelIn = (id: string, channel: string, to: To): FlowNode => ({
  id,
  type: 'crossdock-channel-in',
  version: 1,
  channel,
  to: [to],
});
