import { AsyncLocalStorage } from 'node:async_hooks';
import { CrossdockError } from '../../../domain/errors.ts';
import type { StoredMessage } from '../../../ledger/ledger.ts';
import type { FlowMessage } from '../../../node-kit/host.ts';
import { instant } from '../../clock.ts';
import type { DeployedNodes } from '../../deployed-nodes.ts';
import type { DryRun } from '../../face.ts';
import type { NodeRed, SendEvent } from '../../red.ts';
import { launch } from '../../runs/launch.ts';
import { label, type Run, type RunOutcome } from '../../runs/run.ts';
import type { RunTracker } from '../../runs/tracker.ts';
import { nodeGone, requireRunner } from '../replay-message.ts';
import { type CollectOptions, collected } from './collected.ts';
import type { Comparable } from './comparable.ts';
import { compare } from './compare.ts';
import { whyNotFollowed } from './held-back.ts';
import { type LastRunLedger, lastRun } from './last-run.ts';
import { left, type StandingLedger, standing } from './standing.ts';
import { Turns, type TurnsOptions } from './turns.ts';
import { isSameWait, sameButFor, type Window } from './volatile.ts';

export interface DryRunOptions extends TurnsOptions, CollectOptions {
  readonly ledger: LastRunLedger & StandingLedger;
  readonly tracker: Pick<RunTracker, 'begin' | 'belonging' | 'drop'>;
  readonly deployed: DeployedNodes;
  readonly red: Pick<NodeRed, 'nodes' | 'hooks'>;
  readonly timeZone: string;
}

/** Longer than the steps of a flow take; a person waits for the answer. */
const timeoutMs = 10_000;

type NotFollowed = DryRun['notFollowed'][number];

/**
 * Runs messages through the flows that are deployed, for what they would do: what a run stages is collected and
 * dropped. Make it before the tracker's hooks are installed, so that a node which is not followed is never counted.
 */
export class DryRuns {
  private readonly options: DryRunOptions;
  private readonly turns: Turns;
  /** Set in everything that a dry run sets going, also in what no message of it leads to (a status, a timer). */
  private readonly inside = new AsyncLocalStorage<true>();
  /** Nothing is looked at before the first dry run: messages pay nothing for it. */
  private anyRun = false;
  private readonly notFollowed = new WeakMap<Run, Map<string, NotFollowed>>();

  constructor(options: DryRunOptions) {
    this.options = options;
    this.turns = new Turns(options);
    options.red.hooks.add('preDeliver.crossdock-dry-run', (event) =>
      !this.anyRun || this.mayGo(event) ? undefined : false,
    );
  }

  /** @throws CD_REPLAY_UNKNOWN CD_REPLAY_NODE_GONE CD_REPLAY_BUSY CD_REPLAY_TIMEOUT */
  async run(id: string): Promise<DryRun> {
    const { ledger, deployed } = this.options;
    const message = await ledger.message(id);
    if (!message) throw new CrossdockError('CD_REPLAY_UNKNOWN', { what: 'message', id });
    requireRunner(id, message.queue, deployed);
    return this.turns.take(() => this.through(message));
  }

  private async through(message: StoredMessage): Promise<DryRun> {
    const { clock, tracker, deployed, red } = this.options;
    const from = instant(clock);
    const begin = (...[stored, emit]: Parameters<RunTracker['begin']>) =>
      tracker.begin(stored, emit, { dry: true });
    this.anyRun = true;
    const run = this.inside.run(true, () => launch(message, { tracker: { begin }, deployed, red }));
    if (!run) throw nodeGone(message.envelope.id, message.queue);
    const { effects, failure } = collected(run, await this.ended(run), this.options);
    const difference = await this.difference(message, effects, { from, to: instant(clock) });
    return {
      outcome: failure ? 'failed' : 'completed',
      ...(failure && { error: failure.error }),
      ...(failure?.node && { nodeName: label(failure.node) }),
      effects: effects.map(({ target: _, ...effect }) => effect),
      difference,
      notFollowed: [...(this.notFollowed.get(run)?.values() ?? [])],
    };
  }

  private async ended(run: Run): Promise<RunOutcome> {
    const { clock, tracker } = this.options;
    let late: CrossdockError | null = null;
    const cancel = clock.after(timeoutMs, () => {
      const nodes = run.atWork().map(label).join(', ') || 'no node';
      late = new CrossdockError('CD_REPLAY_TIMEOUT', { timeoutMs, nodes });
      tracker.drop(run);
    });
    const outcome = await run.outcome;
    cancel();
    if (late) throw late;
    if (outcome.kind !== 'aborted') return outcome;
    throw new CrossdockError('CD_REPLAY_BUSY', { reason: 'the flows were stopped meanwhile' });
  }

  /** Against what the message's run has committed, and how the orders, keys, states and timers it would change stand now. */
  private async difference(
    message: StoredMessage,
    effects: readonly Comparable[],
    now: Window,
  ): Promise<DryRun['difference']> {
    if (message.state !== 'done') return [];
    const { ledger, deployed, timeZone } = this.options;
    const nameOf = (nodeId: string) => deployed.get(nodeId)?.name ?? nodeId;
    const keys = effects.flatMap(({ key }) => (key ? [key] : []));
    const before = await lastRun(message, keys, nameOf, ledger);
    const changed = left(effects);
    const stands = await standing(changed, ledger, isSameWait(before.window, now));
    const same = sameButFor(before.window, now, timeZone);
    return [
      ...compare(stands, changed, same),
      ...compare(
        before.effects,
        effects.filter(({ traced }) => traced),
        same,
      ),
    ];
  }

  /** True when the message may be given to the node it is on its way to. */
  private mayGo({ msg, source, destination }: SendEvent): boolean {
    const { tracker, deployed } = this.options;
    const run = tracker.belonging(msg, source.id);
    if (run === 'dead') return false;
    if (run === null) return this.inside.getStore() === undefined;
    const { node } = destination;
    if (!run.dry || !node || deployed.get(node.id)) return true;
    const why = whyNotFollowed(node, msg, run.message.body as FlowMessage);
    if (why === null) return true;
    const known = this.notFollowed.get(run) ?? new Map<string, NotFollowed>();
    this.notFollowed.set(run, known.set(node.id, { nodeName: label(node), why }));
    return false;
  }
}
