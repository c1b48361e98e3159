import type { Identifier, Instant } from './types.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What processes are kept about, each in its own place of this list: stores keep the place. */
export const processKinds = [
  'order',
  'freight',
  'stock',
  'stock-reconciliation',
  'billing-period',
  'master-data',
] as const;
export type ProcessKind = (typeof processKinds)[number];

/** What a process is about, by what lists show of it. */
export const kindOf = ({ summary }: { readonly summary: Pick<ProcessSummary, 'kind'> }): ProcessKind =>
  summary.kind ?? 'order';

export const isOrder = (process: { readonly summary: Pick<ProcessSummary, 'kind'> }): boolean =>
  kindOf(process) === 'order';

/** The kind at a place of the list, as a summary says it. */
export function kindAt(place: number): Pick<ProcessSummary, 'kind'> {
  const kind = processKinds[place];
  return kind === undefined || kind === 'order' ? {} : { kind };
}

/** What lists and counts show of a process. */
export interface ProcessSummary {
  /** An order when absent. */
  readonly kind?: ProcessKind;
  readonly status: string;
  readonly customer: string;
  readonly held: boolean;
  readonly updatedAt: Instant;
}

/** What a document changes, as the effects a run stages. */
export type Write =
  | {
      readonly kind: 'process';
      readonly tenant: string;
      readonly key: string;
      readonly expectVersion: number;
      readonly state: Json;
      readonly summary: ProcessSummary;
      readonly identifiers: readonly Identifier[];
    }
  | {
      readonly kind: 'journal';
      readonly tenant: string;
      readonly key: string;
      readonly entry: string;
      readonly text: string;
      readonly data?: Json;
    }
  | {
      readonly kind: 'timer';
      readonly id: string;
      readonly dueAt: string;
      readonly channel: string;
      readonly type: string;
      readonly key: string;
      readonly payload: unknown;
    }
  | { readonly kind: 'cancel-timer'; readonly id: string; readonly channel: string };

export interface ProcessChange {
  readonly tenant: string;
  /** Version the change is based on; 0 creates. */
  readonly version: number;
  readonly summary: ProcessSummary;
  readonly identifiers: readonly Identifier[];
}

/** The new state of a process. */
export const processWrite = (
  state: { readonly key: string },
  { tenant, version, summary, identifiers }: ProcessChange,
): Extract<Write, { kind: 'process' }> => ({
  ...{ kind: 'process', tenant, key: state.key, expectVersion: version },
  // Processes are plain JSON by construction; their interfaces only lack the index signature.
  state: state as unknown as Json,
  ...{ summary, identifiers },
});

/** Lines of a process's history. */
export const journalWrites = (
  tenant: string,
  key: string,
  lines: readonly { readonly entry: string; readonly text: string; readonly data?: Json }[],
): readonly Write[] => lines.map((line) => ({ kind: 'journal', tenant, key, ...line }));
