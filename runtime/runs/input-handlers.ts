import { AsyncResource } from 'node:async_hooks';
import type { FlowMessage } from '../../node-kit/host.ts';
import type { InputCallback, RedNode } from '../red.ts';

/**
 * Nodes with a one-argument handler and a queue of their own behind it: `done` is never called and the handler
 * returns before a queued message was looked at. They get one message at a time, the next a turn of the event
 * loop later, so that a message is finished when its turn is over.
 */
const queueing = new Set(['switch']);

export interface HandlerEnd {
  /** The handler threw or its promise was rejected: Node-RED itself never calls done for it. */
  failed(node: RedNode, message: FlowMessage, thrown: unknown, asynchronous: boolean): void;
  /** A handler without `done` has returned, and what it returned has settled. */
  returned(node: RedNode, message: FlowMessage): void;
}

/** Wraps a node's input handlers in place so that the end of every handler is known. */
export function watchHandlers(node: RedNode, end: HandlerEnd): void {
  const takesDone = (node._expectedDoneCount ?? 0) > 0;
  const wrap = (callback: InputCallback) => watch(callback, takesDone, end);
  if (node._inputCallback) node._inputCallback = gate(node, wrap(node._inputCallback));
  else if (node._inputCallbacks) node._inputCallbacks = node._inputCallbacks.map(wrap);
}

function watch(callback: InputCallback, takesDone: boolean, end: HandlerEnd): InputCallback {
  return function watched(message, ...rest) {
    let result: unknown;
    try {
      result = callback.call(this, message, ...rest);
    } catch (thrown) {
      end.failed(this, message, thrown, false);
      throw thrown;
    }
    if (result instanceof Promise) {
      result.then(
        () => {
          if (!takesDone) end.returned(this, message);
        },
        (thrown: unknown) => end.failed(this, message, thrown, true),
      );
    } else if (!takesDone && !queueing.has(this.type)) {
      end.returned(this, message);
    } else if (!takesDone) {
      setImmediate(() => end.returned(this, message));
    }
    return result;
  };
}

function gate(node: RedNode, callback: InputCallback): InputCallback {
  if (!queueing.has(node.type)) return callback;
  const waiting: (() => void)[] = [];
  let busy = false;
  const next = (): void => {
    const call = waiting.shift();
    busy = call !== undefined;
    if (!call) return;
    call();
    // The node's own queue frees itself in a setImmediate it has just asked for: ours comes after it.
    setImmediate(next);
  };
  return function gated(message, ...rest) {
    const call = () => {
      try {
        callback.call(node, message, ...rest);
      } catch (thrown) {
        node.error(thrown, message);
      }
    };
    waiting.push(AsyncResource.bind(call));
    if (!busy) next();
  };
}
