/**
 * Which run a message belongs to, and when a run has ended.
 *
 * | Run is | Its messages |
 * |---|---|
 * | live | are counted: one token per (message object, node) from the router to `done` |
 * | ended well | are strangers: a late one (trigger's second message) gets a run of its own at our next node |
 * | dead (failed, timed out, cut short by a deploy) | are stopped at the next hop: the message runs again elsewhere |
 *
 * A message is recognised by the run's number in a symbol property, which cloning keeps; then by `_msgid`, which
 * the Function node keeps on new objects; then by the asynchronous context in which its node received one.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { CrossdockError, type ErrorRecord } from '../../domain/errors.ts';
import type { StoredMessage } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import type { Clock } from '../clock.ts';
import type { RunTrace } from '../traces/trace-runs.ts';
import { toFailure } from './failure.ts';
import { label, type NodeName, Run, type RunHop, type RunOutcome } from './run.ts';
import { RunTimeouts } from './run-timeouts.ts';
import { markVisit, visitMarkOf } from './visits.ts';

const runNumber = Symbol('crossdock.run');

/** Dead runs are remembered for as long as their messages may still wander: this many. */
const deadKept = 10_000;

type Numbered = FlowMessage & { [runNumber]?: number };

/** The run of a message; 'dead' when the message must go no further; null when it has none. */
export type Belonging = Run | 'dead' | null;

/** The run whose message a node has received in this asynchronous context. */
export type Context = {
  readonly run: Run;
  readonly nodeId: string;
  readonly visit: string | undefined;
  readonly hop: RunHop | null;
} | null;

export interface RunTrackerOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly trace?: Pick<RunTrace, 'began' | 'arrived' | 'finished' | 'failed'>;
}

/** The id is unlike that of any other run of the message; Node-RED would make one at a multiple of the cost. */
function firstMessage(run: Run, message: FlowMessage): FlowMessage {
  const { view, number } = run;
  message.crossdock = view;
  message._msgid = `${view.id.slice(-8)}${(number % 0x1_0000).toString(16).padStart(4, '0')}`;
  return message;
}

export class RunTracker {
  private readonly options: RunTrackerOptions;
  private readonly live = new Map<number, Run>();
  private readonly dead = new Map<number, readonly string[]>();
  private readonly runByMessageId = new Map<string, number>();
  private readonly timeouts: RunTimeouts;
  private readonly current = new AsyncLocalStorage<Context>();
  /** While a deploy of some nodes is under way: whether a node is stopped by it. */
  private stopped: ((node: NodeName) => boolean) | null = null;
  private deployListener: (deploying: boolean) => void = () => {};
  private lastNumber = 0;
  /** Of the message asked for last: most are asked for several times in a row. */
  private lastRun: Run | null = null;

  constructor(options: RunTrackerOptions) {
    this.options = options;
    const { clock, timeoutMs } = options;
    this.timeouts = new RunTimeouts({ clock, timeoutMs, timedOut: (run) => this.timedOut(run, timeoutMs) });
  }

  get liveRuns(): number {
    return this.live.size;
  }

  /** A deploy stops some nodes while the others go on. */
  get deploying(): boolean {
    return this.stopped !== null;
  }

  /** Calls the listener whenever `deploying` changes. */
  onDeploy(listener: (deploying: boolean) => void): void {
    this.deployListener = listener;
  }

  /** Starts a run by letting `emit` send its first messages, each made one of the run by the function it is given. */
  begin(
    message: StoredMessage,
    emit: (mark: (message: FlowMessage) => FlowMessage) => void,
    { dry = false }: { readonly dry?: boolean } = {},
  ): Run {
    const run = this.open(message, dry);
    run.hold();
    try {
      const emitAll = () => emit((first) => this.mark(run, firstMessage(run, first)));
      // Mostly there is nothing to leave, and leaving costs a new context.
      if (this.current.getStore()) this.current.run(null, emitAll);
      else emitAll();
    } catch (thrown) {
      this.fail(run, thrown, null, undefined);
    }
    run.release();
    this.endWhenIdle(run);
    return run;
  }

  /** Gives a run to a message without one that a node is working on. */
  adopt(stored: StoredMessage, message: FlowMessage, node: NodeName): Run {
    const run = this.open(stored);
    this.mark(run, message);
    run.received(message, node, this.options.trace?.arrived(run, node, message) ?? null);
    return run;
  }

  /** Ends a run before its time; its messages go no further. */
  drop(run: Run): void {
    if (run.state === 'live') this.kill(run, { kind: 'aborted' });
  }

  private open(message: StoredMessage, dry = false): Run {
    this.lastNumber += 1;
    const run = new Run(this.lastNumber, message, dry);
    this.live.set(run.number, run);
    this.timeouts.runBegan(run);
    if (!dry) this.options.trace?.began(run);
    return run;
  }

  mark(run: Run, message: FlowMessage): FlowMessage {
    const numbered: Numbered = message;
    if (numbered[runNumber] !== run.number) numbered[runNumber] = run.number;
    const id = message._msgid;
    if (id && run.learn(id)) this.runByMessageId.set(id, run.number);
    return message;
  }

  /** `sender` lets the asynchronous context decide for a new message that this node sends. */
  belonging(message: FlowMessage, sender?: string): Belonging {
    const numbered = message as Numbered;
    const number = numbered[runNumber] ?? this.runByMessageId.get(message._msgid ?? '');
    if (number !== undefined) {
      const { lastRun } = this;
      if (lastRun?.number === number && lastRun.state === 'live') return lastRun;
      const run = this.live.get(number);
      if (run) {
        this.lastRun = run;
        return run;
      }
      if (this.dead.has(number)) return 'dead';
      delete numbered[runNumber];
      return null;
    }
    const context = this.current.getStore();
    if (!context || context.nodeId !== sender) return null;
    return context.run.state === 'live' ? context.run : this.dead.has(context.run.number) ? 'dead' : null;
  }

  /** A node sends a message to another: a new one comes from where the message came that the node works on. */
  sends(
    run: Run,
    message: FlowMessage,
    { id, port }: { readonly id: string; readonly port: number },
    destination: NodeName,
  ): void {
    this.mark(run, message);
    const context = this.current.getStore();
    const here = context?.run === run && context.nodeId === id;
    if (here && context.visit !== undefined && visitMarkOf(message) === undefined) {
      markVisit(message, context.visit);
    }
    const hop = here ? context.hop : run.lastHopAt(id);
    if (hop) {
      // An empty list gets room for 17 with its first entry, and is kept until the run has ended.
      hop.outputs ??= port === 0 ? [0] : [];
      hop.outputs[port] = (hop.outputs[port] ?? 0) + 1;
    }
    run.sent(message, destination);
  }

  /**
   * Returns the asynchronous context to go back to by `leave` when the node's handlers have been called; undefined
   * when the router brought the message: then nothing comes after them in this turn of the event loop.
   */
  received(run: Run, message: FlowMessage, node: NodeName): Context | undefined {
    this.mark(run, message);
    const hop = (!run.dry && this.options.trace?.arrived(run, node, message)) || null;
    const routed = run.received(message, node, hop);
    const before = routed ? undefined : (this.current.getStore() ?? null);
    this.current.enterWith({ run, nodeId: node.id, visit: visitMarkOf(message), hop });
    return before;
  }

  leave(before: Context): void {
    this.current.enterWith(before);
  }

  finished(run: Run, message: FlowMessage, node: NodeName): void {
    const hop = run.finished(message, node);
    if (hop) this.options.trace?.finished(hop);
    this.endWhenIdle(run);
  }

  /** The node has given up the message of which this is a copy. */
  finishedCopy(run: Run, copy: FlowMessage, node: NodeName): void {
    const message = run.heldBy(node, copy._msgid);
    if (message) this.finished(run, message, node);
  }

  /** The node that received a message here will do something later: the run waits until the function is called. */
  keepOpen(node: NodeName): (() => void) | null {
    const context = this.current.getStore();
    if (!context || context.nodeId !== node.id || context.run.state !== 'live') return null;
    const { run } = context;
    const held: FlowMessage = {};
    run.received(held, node, null);
    return () => this.finished(run, held, node);
  }

  /** An error that a Catch node took: the run goes on. */
  caught(run: Run, thrown: unknown, node: NodeName): void {
    this.failHop(run, toFailure(thrown, node, undefined).error, node);
  }

  /** An error no Catch node took: the attempt is over, whatever other branches still do. */
  fail(run: Run, thrown: unknown, node: NodeName | null, message: FlowMessage | undefined): void {
    if (run.state !== 'live') return;
    const failure = toFailure(thrown, node, message);
    if (node) this.failHop(run, failure.error, node);
    run.failure = failure;
    this.kill(run, { kind: 'failed', failure });
  }

  /** Stopping nodes call done() on messages they drop; the runs are ended first so that this cannot complete them. */
  abortAll(): void {
    for (const run of [...this.live.values()]) this.kill(run, { kind: 'aborted' });
  }

  /**
   * Ends the runs that have a message at a node that stops now, and until `flowsStarted` those that come to one:
   * the others go on.
   */
  abortAt(stopped: (node: NodeName) => boolean): void {
    this.stopped = stopped;
    this.deployListener(true);
    for (const run of [...this.live.values()]) {
      if (run.atWork().some(stopped)) this.kill(run, { kind: 'aborted' });
    }
  }

  flowsStarted(): void {
    if (!this.stopped) return;
    this.stopped = null;
    this.deployListener(false);
  }

  /** True when the node is stopped by a deploy that is under way: then the run has been ended. */
  meetsStopped(run: Run, node: NodeName): boolean {
    if (!this.stopped?.(node)) return false;
    this.drop(run);
    return true;
  }

  private failHop(run: Run, error: ErrorRecord, node: NodeName): void {
    const context = this.current.getStore();
    const here = context?.run === run && context.nodeId === node.id ? context.hop : null;
    const hop = here ?? run.lastHopAt(node.id);
    if (hop) this.options.trace?.failed(hop, error);
  }

  /** Some nodes call done() before send(): the run may end once the event loop has turned. */
  private endWhenIdle(run: Run): void {
    if (!run.idle || run.state !== 'live' || run.settling) return;
    run.settling = true;
    setImmediate(this.endIfIdle, run);
  }

  private readonly endIfIdle = (run: Run): void => {
    run.settling = false;
    if (!run.idle || run.state !== 'live') return;
    // A stranger gets a run of its own, with effects: what a dry run has left behind must not.
    if (run.dry) return this.kill(run, { kind: 'completed' });
    this.close(run);
    for (const id of run.messageIds()) this.forget(id, run);
    run.settle({ kind: 'completed' });
  };

  private kill(run: Run, outcome: RunOutcome): void {
    this.close(run);
    this.dead.set(run.number, run.messageIds());
    if (this.dead.size > deadKept) {
      const [oldest] = this.dead;
      if (oldest) {
        this.dead.delete(oldest[0]);
        for (const id of oldest[1]) {
          if (this.runByMessageId.get(id) === oldest[0]) this.runByMessageId.delete(id);
        }
      }
    }
    run.settle(outcome);
  }

  private close(run: Run): void {
    run.state = 'ended';
    this.live.delete(run.number);
    this.timeouts.runEnded(run);
  }

  private forget(id: string, run: Run): void {
    if (this.runByMessageId.get(id) === run.number) this.runByMessageId.delete(id);
  }

  private timedOut(run: Run, timeoutMs: number): void {
    const atWork = run.atWork();
    const nodes = atWork.map(label).join(', ') || 'no node';
    this.fail(run, new CrossdockError('CD_RUN_TIMEOUT', { timeoutMs, nodes }), atWork[0] ?? null, undefined);
  }
}
