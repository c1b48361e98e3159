import { type AlertWrite, alertWrites } from './alert-writes.ts';
import { wakeUps } from './deadlines.ts';
import type { ProcessTerms } from './terms.ts';
import type { Applied, Identifier, OrderProcess, Summary } from './types.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What recording a document changes, as the effects a run stages. */
export type Write =
  | {
      readonly kind: 'process';
      readonly tenant: string;
      readonly key: string;
      readonly expectVersion: number;
      readonly state: Json;
      readonly summary: Summary;
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

/** What a change of an order stages: what every process does, and what is told of silence. */
export type OrderWrite = Write | AlertWrite;

export interface WriteOptions {
  readonly tenant: string;
  /** Version the change is based on; 0 creates. */
  readonly version: number;
  readonly terms: ProcessTerms;
  /** Channel on which the order is woken when something is overdue; empty for none. */
  readonly deadlineChannel: string;
}

/**
 * The effects of a recorded document: the new state with its journal lines, and timers for what is now due or
 * no longer is. An unchanged process is not written; its journal line still is, so that a repeated document
 * leaves a trace.
 */
export function writesOf(
  { process, journal, identifiers, summary }: Applied,
  before: OrderProcess | null,
  { tenant, version, terms, deadlineChannel }: WriteOptions,
): readonly OrderWrite[] {
  const { key } = process;
  const changed = process !== before;
  const state: Write = {
    kind: 'process',
    tenant,
    key,
    expectVersion: version,
    // The process is plain JSON by construction; its interface only lacks the index signature.
    state: process as unknown as Json,
    summary,
    identifiers,
  };
  const lines = journal.map(
    ({ kind, text, data }): Write => ({
      kind: 'journal',
      tenant,
      key,
      entry: kind,
      text,
      ...(data === undefined ? {} : { data }),
    }),
  );
  return [
    ...(changed ? [state] : []),
    ...lines,
    ...(changed ? timers(process, before, terms, deadlineChannel) : []),
    ...(changed ? alertWrites(process, before, { tenant, terms }) : []),
  ];
}

function timers(
  process: OrderProcess,
  before: OrderProcess | null,
  terms: ProcessTerms,
  channel: string,
): readonly Write[] {
  if (channel === '') return [];
  const { key } = process;
  const due = wakeUps(process, terms);
  const was = before ? wakeUps(before, terms) : [];
  return [
    ...due
      .filter(({ id, at }) => !was.some((known) => known.id === id && known.at === at))
      .map(
        ({ id, at, because }): Write => ({
          kind: 'timer',
          id,
          dueAt: at,
          channel,
          type: 'deadline',
          key,
          payload: { key, because, dueAt: at },
        }),
      ),
    ...was
      .filter(({ id }) => !due.some((each) => each.id === id))
      .map(({ id }): Write => ({ kind: 'cancel-timer', id, channel })),
  ];
}
