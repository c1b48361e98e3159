import type { FlowMessage } from '../node-kit/host.ts';
import type { WiredNode } from './entries/feeds.ts';

/** A running Node-RED node, as hooks see it. */
export interface RedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly z?: string;
  /** Ids of the tab and of the subflow instances it stands in, and its own there, with slashes between. */
  readonly _path?: string;
  receive(message: FlowMessage): void;
  error(logged: unknown, message?: unknown): void;
  /** Without an event: whether a log asks for metrics. */
  metric(...event: unknown[]): unknown;
  _inputCallback?: InputCallback | null;
  _inputCallbacks?: InputCallback[] | null;
  /** How many of the node's input handlers take `done`. */
  readonly _expectedDoneCount?: number;
}

export type InputCallback = (this: RedNode, message: FlowMessage, ...rest: unknown[]) => unknown;

export interface SendEvent {
  msg: FlowMessage;
  readonly source: { readonly id: string; readonly node: RedNode; readonly port: number };
  readonly destination: { readonly id: string; readonly node?: RedNode };
}

export interface ReceiveEvent {
  readonly msg: FlowMessage;
  readonly destination: { readonly id: string; readonly node: RedNode };
}

export interface CompleteEvent {
  readonly msg: FlowMessage;
  readonly error?: unknown;
  readonly node: { readonly id: string; readonly node: RedNode };
}

/** The part of Node-RED (`import RED from 'node-red'`) that the runtime uses. */
export interface NodeRed {
  readonly hooks: {
    // Every hook has its own event; the hook's name decides which.
    add(hook: `onSend.${string}`, handler: (events: SendEvent[]) => unknown): void;
    add(hook: `preDeliver.${string}`, handler: (event: SendEvent) => unknown): void;
    add(hook: `onReceive.${string}`, handler: (event: ReceiveEvent) => unknown): void;
    add(hook: `postReceive.${string}`, handler: (event: ReceiveEvent) => unknown): void;
    add(hook: `onComplete.${string}`, handler: (event: CompleteEvent) => unknown): void;
    remove(hook: string): void;
  };
  readonly events: {
    on(event: string, listener: (...values: unknown[]) => void): unknown;
    removeListener(event: string, listener: (...values: unknown[]) => void): unknown;
  };
  readonly log: {
    /** True when a log asks for metrics. */
    metric(): boolean;
  };
  readonly util: { cloneMessage(message: FlowMessage): FlowMessage };
  readonly nodes: {
    /** What makes nodes of a type; nothing when the type is not loaded. */
    getType(type: string): unknown;
    getNode(id: string): RedNode | null | undefined;
    /** What is deployed, as in the flow file; null before the first flows. */
    getFlows(): { readonly flows: readonly WiredNode[] } | null | undefined;
  };
}
