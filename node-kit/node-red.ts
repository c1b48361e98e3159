import type { FlowMessage, NodeHost } from './host.ts';

export type Slots = readonly (FlowMessage | FlowMessage[] | null)[];

/** The part of a Node-RED node that node-kit uses. */
export interface RedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly z?: string;
  send(messages: Slots): void;
  status(status: { fill: string; shape: 'dot' | 'ring'; text: string } | Record<string, never>): void;
  error(error: unknown): void;
  on(
    event: 'input',
    listener: (
      message: FlowMessage,
      send: (messages: Slots) => void,
      done: (error?: unknown) => void,
    ) => void,
  ): void;
  on(event: 'close', listener: (removed: boolean, done: (error?: unknown) => void) => void): void;
}

export interface JsonataExpression {
  readonly expression?: unknown;
}

/** The part of Node-RED's runtime API that node-kit uses. */
export interface Red {
  readonly settings: { readonly crossdock?: NodeHost };
  readonly log: { error(text: string): void; warn(text: string): void };
  readonly nodes: {
    registerType(type: string, construct: (this: RedNode, config: Record<string, unknown>) => void): void;
    createNode(node: RedNode, config: Record<string, unknown>): void;
    getNode(id: string): RedNode | null;
  };
  readonly util: {
    getMessageProperty(message: FlowMessage, path: string): unknown;
    prepareJSONataExpression(expression: string, node: RedNode): JsonataExpression;
    evaluateJSONataExpression(
      expression: JsonataExpression,
      message: FlowMessage,
      callback: (error: unknown, value: unknown) => void,
    ): void;
    evaluateNodeProperty(value: string, type: string, node: RedNode, message: FlowMessage): unknown;
  };
}
