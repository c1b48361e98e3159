import type { TortureOptions } from './options.ts';
import { between, pick, type Random, seeded } from './seeded.ts';

export type Fault =
  /** SIGKILL and a new start: at once, or after the other workers have taken over. */
  | { readonly kind: 'kill'; readonly worker: number; readonly atOnce: boolean }
  /** SIGTERM: drains, ends with 0, starts again. */
  | { readonly kind: 'terminate'; readonly worker: number }
  /** SIGSTOP for longer than a lease, then SIGCONT. */
  | { readonly kind: 'freeze'; readonly worker: number; readonly holdMs: number }
  | { readonly kind: 'deploy'; readonly worker: number; readonly type: DeployType }
  /** Kill -9 of the database server, with all its processes, and a new start. */
  | { readonly kind: 'database'; readonly holdMs: number }
  /** Kill -9 of the broker and a new start on its port. */
  | { readonly kind: 'broker'; readonly holdMs: number }
  | {
      readonly kind: 'partner';
      readonly partner: PartnerName;
      readonly trouble: Trouble;
      readonly holdMs: number;
    };

export const deployTypes = ['full', 'flows', 'nodes'] as const;
export type DeployType = (typeof deployTypes)[number];
export const partnerNames = ['warehouse', 'billing'] as const;
export type PartnerName = (typeof partnerNames)[number];
/** No listener; no answer, before or after the work; 5xx before the work; the answer is lost after it. */
export const troubles = ['closed', 'hangs', 'errors', 'loses-answers'] as const;
export type Trouble = (typeof troubles)[number];

/** One stretch of the run: so many messages, and what goes wrong meanwhile. */
export interface Slice {
  /** Acknowledged messages at its end, over the whole run. */
  readonly until: number;
  /** Acknowledged messages at which its faults begin. */
  readonly begins: number;
  /** More than one: at the same time. */
  readonly faults: readonly Fault[];
}

/** Longer than a lease of 2 s, so that others take over what a frozen worker held. */
const freezeMs = { least: 2_600, most: 4_200 };
const outageMs = { least: 300, most: 2_500 };
/** One stretch in five has two faults at once. */
const doubleShare = 0.2;

/** The faults of a run, drawn from its seed and spread evenly over its messages. */
export function planOf(
  options: Pick<TortureOptions, 'store' | 'workers' | 'messages' | 'faults' | 'seed'>,
): readonly Slice[] {
  const random = seeded(options.seed);
  const kinds = shuffled(kindsFor(options), random);
  const faults = kinds.map((kind) => faultOf(kind, options.workers, random));
  const groups: Fault[][] = [];
  for (const fault of faults) {
    const last = groups.at(-1);
    if (last?.length === 1 && random() < doubleShare && last[0]?.kind !== fault.kind) last.push(fault);
    else groups.push([fault]);
  }
  const count = Math.max(1, groups.length);
  const share = options.messages / count;
  return Array.from({ length: count }, (_, index) => {
    const from = Math.round(index * share);
    const until = index === count - 1 ? options.messages : Math.round((index + 1) * share);
    return {
      until,
      begins: from + between(random, 1, Math.max(1, Math.floor((until - from) / 2))),
      faults: groups[index] ?? [],
    };
  });
}

/** Shares of the kinds, in sixteenths or so; what a store does not have goes to the others. */
function kindsFor({ store, faults }: Pick<TortureOptions, 'store' | 'faults'>): Fault['kind'][] {
  const shares: readonly Fault['kind'][] = [
    'kill',
    'deploy',
    'partner',
    'freeze',
    'broker',
    ...(store === 'postgres' ? (['database'] as const) : []),
    'kill',
    'deploy',
    'partner',
    'terminate',
    'kill',
    'partner',
  ];
  return Array.from({ length: faults }, (_, index) => shares[index % shares.length] as Fault['kind']);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

function faultOf(kind: Fault['kind'], workers: number, random: Random): Fault {
  const worker = between(random, 0, workers - 1);
  const holdMs = between(random, outageMs.least, outageMs.most);
  switch (kind) {
    case 'kill':
      return { kind, worker, atOnce: workers === 1 || random() < 0.4 };
    case 'terminate':
      return { kind, worker };
    case 'freeze':
      return { kind, worker, holdMs: between(random, freezeMs.least, freezeMs.most) };
    case 'deploy':
      return { kind, worker, type: pick(random, deployTypes) };
    case 'database':
    case 'broker':
      return { kind, holdMs };
    case 'partner':
      return { kind, partner: pick(random, partnerNames), trouble: pick(random, troubles), holdMs };
  }
}

/** What a fault is, for people. */
export function described(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `worker ${fault.worker + 1} is killed (SIGKILL) and started again ${fault.atOnce ? 'at once' : 'after the others took over'}`;
    case 'terminate':
      return `worker ${fault.worker + 1} is told to stop (SIGTERM) and started again`;
    case 'freeze':
      return `worker ${fault.worker + 1} is frozen for ${fault.holdMs} ms (SIGSTOP, SIGCONT)`;
    case 'deploy':
      return `the editor deploys to worker ${fault.worker + 1}: ${fault.type}`;
    case 'database':
      return `the database server is killed (SIGKILL) and away for ${fault.holdMs} ms`;
    case 'broker':
      return `the broker is killed (SIGKILL) and away for ${fault.holdMs} ms`;
    case 'partner':
      return `${fault.partner} ${troubleText[fault.trouble]} for ${fault.holdMs} ms`;
  }
}

const troubleText: Readonly<Record<Trouble, string>> = {
  closed: 'is unreachable',
  hangs: 'does not answer',
  errors: 'answers 503',
  'loses-answers': 'does its work and loses the answers',
};
