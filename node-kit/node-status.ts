import type { StatusColor } from './host.ts';
import type { RedNode } from './node-red.ts';

/** A node that finishes faster than this stays "ready": a status per message would cost more than the work. */
const busyAfterMs = 500;

export interface NodeStatus {
  /** The node can take messages. Leaves a status that `show` has set meanwhile. */
  opened(): void;
  /** The node did not start; stays until the next deploy. */
  refused(text: string): void;
  started(): void;
  finished(): void;
  /** Stays until the next message succeeds. */
  failed(code: string): void;
  /** What the host or the node's own code says; comes back after busy and failed. */
  show(color: StatusColor, text: string): void;
  /** Why the host lets the node take nothing in; shown over everything else until null. */
  pause(why: string | null): void;
  stop(): void;
}

/** Shows ready, busy and failed under a node in the editor. */
export function nodeStatus(node: Pick<RedNode, 'status'>): NodeStatus {
  let resting: { fill: StatusColor; shape: 'dot' | 'ring'; text: string } | undefined;
  let inWork = 0;
  let disturbed = false;
  let timer: NodeJS.Timeout | undefined;
  let paused: string | null = null;
  const show = (status: { fill: StatusColor; shape: 'dot' | 'ring'; text: string }) => {
    if (paused === null) node.status(status);
  };
  const rest = () => {
    disturbed = false;
    if (resting) show(resting);
  };
  const left = () => {
    inWork -= 1;
    if (inWork > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    opened() {
      resting ??= { fill: 'green', shape: 'ring', text: 'ready' };
      rest();
    },
    refused(text) {
      node.status({ fill: 'red', shape: 'ring', text });
    },
    show(fill, text) {
      resting = { fill, shape: 'dot', text };
      rest();
    },
    started() {
      inWork += 1;
      timer ??= setTimeout(() => {
        disturbed = true;
        show({ fill: 'blue', shape: 'dot', text: `busy (${inWork})` });
      }, busyAfterMs).unref();
    },
    finished() {
      left();
      if (disturbed) rest();
    },
    failed(code) {
      left();
      disturbed = true;
      show({ fill: 'red', shape: 'dot', text: code });
    },
    pause(why) {
      if (why === paused) return;
      paused = why;
      if (why === null) rest();
      else node.status({ fill: 'yellow', shape: 'ring', text: why });
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
