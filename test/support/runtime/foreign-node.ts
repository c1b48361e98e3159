import type { FlowMessage } from '../../../node-kit/host.ts';

interface Foreign {
  send(message: FlowMessage): void;
  error(reason: unknown, message: FlowMessage): void;
  on(event: 'input', handler: (...given: never[]) => unknown): void;
}

type Send = (message: FlowMessage) => void;
type Done = (error?: unknown) => void;

const wrong = () => new Error('this went wrong');

/** The ways in which nodes of other people tell of an error; each has changed the message by then. */
export const ways = {
  'says done with it': (node: Foreign) =>
    node.on('input', (_message: FlowMessage, _send: Send, done: Done) => done(wrong())),
  throws: (node: Foreign) =>
    node.on('input', (_message: FlowMessage, _send: Send, _done: Done) => {
      throw wrong();
    }),
  'throws in an old handler': (node: Foreign) =>
    node.on('input', (_message: FlowMessage) => {
      throw wrong();
    }),
  rejects: (node: Foreign) =>
    node.on('input', async (_message: FlowMessage, _send: Send, _done: Done) => {
      await null;
      throw wrong();
    }),
  'reports and is done': (node: Foreign) =>
    node.on('input', (message: FlowMessage, _send: Send, done: Done) => {
      node.error(wrong(), message);
      done();
    }),
  'reports in an old handler': (node: Foreign) =>
    node.on('input', (message: FlowMessage) => node.error(wrong(), message)),
  'reports later': (node: Foreign) =>
    node.on('input', (message: FlowMessage, _send: Send, done: Done) => {
      setImmediate(() => {
        node.error(wrong(), message);
        done();
      });
    }),
  'reports a copy': (node: Foreign) =>
    node.on('input', (message: FlowMessage, _send: Send, done: Done) => {
      node.error(wrong(), { ...message });
      done();
    }),
  'reports and is never done': (node: Foreign) =>
    node.on('input', (message: FlowMessage, _send: Send, _done: Done) => node.error(wrong(), message)),
} as const;

/** A node type `foreign` whose `way` is one of `ways`. */
export function registerForeign(nodes: {
  registerType(set: string, type: string, node: unknown): void;
  createNode(node: never, config: never): void;
}): void {
  nodes.registerType(
    'crossdock-test',
    'foreign',
    function (this: Foreign, config: { way: keyof typeof ways }) {
      nodes.createNode(this as never, config as never);
      ways[config.way](this);
    },
  );
}
