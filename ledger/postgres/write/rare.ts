import type { AuditRow, ExceptionRow, TimerRow } from '../../write/changes.ts';
import type { Content, NewExceptionRow, NewMessageRow } from '../../write/sink.ts';
import type { DeliveryRef } from '../../write/source.ts';
import { base64, packed, packedContent } from '../packed.ts';
import type { BatchSource } from './source.ts';

interface ExceptionChange {
  readonly expected: string;
  readonly expectedError: string;
  readonly state: string;
  readonly assigning: boolean;
  readonly assignee?: string | null;
  readonly closedAt?: number;
  readonly closedBy?: string;
  readonly reason?: string;
  readonly replacing: boolean;
  readonly key?: string;
  readonly owner?: string | null;
  readonly error?: string;
  readonly document?: string | null;
  readonly documentClaim?: string | null;
}

/** What `write_rare` takes: a list of plain objects per kind, bytes as base64. */
export class Rare {
  readonly bodies = new Map<number, object>();
  readonly replacedMessages = new Map<number, object>();
  readonly replacedKnown: { tenant: string; key: string; before: string; digest: string; at: number }[] = [];
  readonly requests = new Map<string, { readonly ref: DeliveryRef; readonly request: string }>();
  readonly exceptions = new Map<string, Record<string, unknown>>();
  readonly exceptionChanges = new Map<string, ExceptionChange>();
  readonly droppedIdentifiers = new Map<string, object>();
  readonly timers = new Map<string, object>();
  readonly firedTimers = new Map<string, { readonly id: string; readonly dueAt: number }>();
  readonly removedTimers = new Set<string>();
  readonly remembered: object[] = [];
  readonly states = new Map<string, string>();
  readonly numbers = new Map<string, number>();
  readonly replies = new Map<string, object>();
  readonly audit: (AuditRow & { readonly number: number; readonly hash: string })[] = [];
  readonly holds = new Map<string, object>();
  readonly lifted = new Map<string, object>();
  readonly #source: BatchSource;

  constructor(source: BatchSource) {
    this.#source = source;
  }

  get isEmpty(): boolean {
    return this.requests.size === 0 && Object.keys(this.document()).length === 0;
  }

  replaceBody(sequence: number, body: Content): void {
    const text = base64(packedContent(body));
    this.bodies.set(sequence, { sequence, body: text, claim: body.digest, bytes: body.bytes });
  }

  replaceMessage(sequence: number, row: Omit<NewMessageRow, 'body'>, body: Content): void {
    const { queue, key, shard, digest, output, availableAt, acceptedAt, bytes, envelope } = row;
    this.replacedMessages.set(sequence, {
      ...{ sequence, queue, key, shard, digest, output, availableAt, acceptedAt, bytes, envelope },
      ...{ body: base64(packedContent(body)), bodyClaim: body.digest, bodyBytes: body.bytes },
    });
  }

  replaceKnown(tenant: string, key: string, before: string, digest: string, at: number): void {
    const known = this.replacedKnown.find(
      (one) => one.tenant === tenant && one.key === key && one.digest === before,
    );
    if (known) Object.assign(known, { digest, at });
    else this.replacedKnown.push({ tenant, key, before, digest, at });
  }

  insertException({ document, retry, ...row }: NewExceptionRow): void {
    this.exceptions.set(row.id, {
      ...{ ...row, state: 'open' },
      ...{ document: base64(packedContent(document)), documentClaim: document?.digest ?? null },
      ...{ retry: base64(packedContent(retry)), retryClaim: retry?.digest ?? null },
    });
  }

  changeException(id: string, to: Partial<ExceptionChange>): void {
    const own = this.exceptions.get(id);
    if (own) {
      Object.assign(own, to);
      return;
    }
    const held = this.#source.exceptions.get(id);
    const state = held?.state ?? 'open';
    const before = {
      expected: state,
      expectedError: held?.error ?? '',
      state,
      assigning: false,
      replacing: false,
    };
    this.exceptionChanges.set(id, { ...before, ...this.exceptionChanges.get(id), ...to });
  }

  replaceException(id: string, row: Pick<ExceptionRow, 'key' | 'owner' | 'error'>, document: Content): void {
    const columns = { document: base64(packedContent(document)), documentClaim: document.digest };
    this.changeException(id, { ...row, ...columns, replacing: true });
  }

  saveTimer(row: TimerRow, rawDigest: string | null, shard: number): void {
    const { id, tenant, key, dueAt, message } = row;
    const { raw: _, ...bare } = message;
    const text = base64(packed(JSON.stringify(bare)));
    this.timers.set(id, { id, tenant, key, shard, dueAt, message: text, rawDigest });
  }

  /** One that planning saw is fired, and must still be the same; else it may be there or not. */
  removeTimer(id: string): void {
    const held = this.#source.timers.get(id);
    if (!this.timers.delete(id) && held) this.firedTimers.set(id, { id, dueAt: held.dueAt });
    else this.removedTimers.add(id);
  }

  /** Only what there is, in the order of their keys. */
  document(): Record<string, unknown> {
    const numbers = [...this.numbers].map(([name, last]) => ({
      ...{ name, last, expected: this.#source.numbers.get(name) ?? 0 },
    }));
    const last = this.audit.at(-1);
    const lists = {
      bodies: sorted(this.bodies),
      replacedMessages: sorted(this.replacedMessages),
      replacedKnown: this.replacedKnown,
      exceptions: sorted(this.exceptions),
      exceptionChanges: [...this.exceptionChanges].sort(byName).map(([id, to]) => ({ id, ...to })),
      droppedIdentifiers: sorted(this.droppedIdentifiers),
      timers: sorted(this.timers),
      firedTimers: sorted(this.firedTimers),
      removedTimers: [...this.removedTimers].sort(),
      remembered: this.remembered,
      states: [...this.states].sort(byName).map(([name, value]) => ({ name, value })),
      numbers: numbers.sort((one, other) => (one.name < other.name ? -1 : 1)),
      replies: sorted(this.replies),
      audit: this.audit,
      holds: sorted(this.holds),
      lifted: sorted(this.lifted),
    };
    return {
      ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
      ...(last && {
        ...{ auditNumber: last.number, auditHash: last.hash },
        auditExpected: last.number - this.audit.length,
      }),
    };
  }
}

type Named = readonly [name: string | number, value: unknown];
export const byName = ([one]: Named, [other]: Named): number => (one < other ? -1 : one > other ? 1 : 0);
const sorted = (map: ReadonlyMap<string | number, object>): object[] =>
  [...map].sort(byName).map(([, value]) => value);
