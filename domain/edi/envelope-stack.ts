import { CrossdockError } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import { readUnb, readUng, readUnh } from './edifact/envelope.ts';
import { Objects } from './edifact/objects.ts';
import type { Group, GroupEnvelope, Interchange, Level, TransactionRange } from './envelope.ts';
import { levels } from './envelope.ts';
import { EnvelopeChecks } from './envelope-checks.ts';
import type { BodyReader, EnvelopeEvent, EnvelopeOptions } from './envelope-event.ts';
import type { EnvelopeProblems } from './envelope-problems.ts';
import type { Limits } from './limits.ts';
import { type Location, type Problem, placeOf } from './problem.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import { headerOf, SetSeries } from './set-series.ts';
import type { SetHeader } from './sound/series.ts';
import { readGs, readIsa, readSt, readTa1 } from './x12/envelope.ts';

/** The open interchange, group and transaction set of a file, what is wrong with them, and what they contain so far. */
export class EnvelopeStack {
  interchange: Interchange | null = null;
  group: Group | null = null;
  transaction: TransactionRange | null = null;
  body: BodyReader | null = null;
  /** Interchanges that have no trailer. */
  unclosed = 0;
  readonly objects: Objects;
  readonly #limits: Limits;
  readonly #options: EnvelopeOptions;
  readonly #problems: EnvelopeProblems;
  readonly #checks: EnvelopeChecks;
  #events: EnvelopeEvent[] = [];
  #header: SetHeader | null = null;
  #series: SetSeries | null = null;
  #outsideReported = false;
  /** Of the file. */
  readonly #seen = { groups: 0, transactions: 0 };
  /** Of the interchange; `inGroup` of the group. */
  #counts = { groups: 0, messages: 0, ungrouped: 0, inGroup: 0 };

  constructor(limits: Limits, options: EnvelopeOptions, problems: EnvelopeProblems) {
    this.#limits = limits;
    this.#options = options;
    this.#problems = problems;
    this.#checks = new EnvelopeChecks(problems);
    this.objects = new Objects(problems);
  }

  drain(): EnvelopeEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** A problem outside of any interchange. */
  outside(problem: Problem): void {
    this.#events.push({ kind: 'problem', problem });
  }

  /** The cursor is at the header; `from` is the first byte of UNA, ISA or UNB in the file. */
  openInterchange(cursor: SegmentCursor, dialect: Dialect, from: number): void {
    const envelope = dialect.standard === 'X12' ? readIsa(cursor) : readUnb(cursor);
    const none = { groups: [], acknowledgements: [], problems: [] };
    const interchange: Interchange = { dialect, envelope, from, to: placeAfter(cursor), ...none };
    this.interchange = interchange;
    this.#counts = { groups: 0, messages: 0, ungrouped: 0, inGroup: 0 };
    this.#checks.startInterchange(dialect.standard, envelope.version);
    this.objects.count = 0;
    this.#events.push({ kind: 'interchange-start', interchange });
    const level = levels[dialect.standard].interchange;
    this.#checks.header(cursor, level, envelope.controlNumber, interchange.problems);
  }

  /** A header of a group or transaction set, or a trailer. */
  take(cursor: SegmentCursor, interchange: Interchange, level: Level, closes: boolean): void {
    this.#outsideReported = false;
    if (closes) this.#closeWith(cursor, interchange, level);
    else if (level.name === 'group') this.#openGroup(cursor, interchange);
    else this.#openTransaction(cursor, interchange);
  }

  #openGroup(cursor: SegmentCursor, interchange: Interchange): void {
    if (this.group) this.close('group', placeOf(cursor, 0));
    const { standard } = interchange.dialect;
    const envelope = standard === 'X12' ? readGs(cursor) : readUng(cursor);
    const { problems } = this.#startGroup(cursor, interchange, envelope);
    if (standard === 'EDIFACT' && this.#counts.ungrouped > 0) this.#mixed(cursor, problems, 0);
    this.#checks.header(cursor, levels[standard].group, envelope.controlNumber, problems);
  }

  #startGroup(cursor: SegmentCursor, interchange: Interchange, envelope: GroupEnvelope | null): Group {
    this.#seen.groups += 1;
    if (this.#seen.groups > this.#limits.transactions) throw this.#tooMany();
    const none = { declared: 0, transactions: [], problems: [] };
    const group: Group = { envelope, from: cursor.base + cursor.from, to: placeAfter(cursor), ...none };
    this.group = group;
    this.#counts.inGroup = 0;
    this.#counts.groups += 1;
    if (!envelope) this.#counts.ungrouped += 1;
    if (this.#options.keep) interchange.groups.push(group);
    this.#checks.startGroup();
    this.#events.push({ kind: 'group-start', group, interchange });
    return group;
  }

  #openTransaction(cursor: SegmentCursor, interchange: Interchange): void {
    this.#seen.transactions += 1;
    if (this.#seen.transactions > this.#limits.transactions) throw this.#tooMany();
    if (this.transaction) this.close('transaction', placeOf(cursor, 0));
    const { standard } = interchange.dialect;
    const x12 = standard === 'X12';
    if (x12 && !this.group) this.stray(cursor, interchange);
    const group = this.group ?? this.#startGroup(cursor, interchange, null);
    const header = x12 ? readSt(cursor, group.envelope?.version ?? '') : readUnh(cursor);
    const problems: Problem[] = [];
    const [from, to] = [cursor.base + cursor.from, placeAfter(cursor)];
    const transaction: TransactionRange = { ...header, from, to, segments: 1, problems };
    this.transaction = transaction;
    const { groups, ungrouped } = this.#counts;
    if (!x12 && !group.envelope && groups > ungrouped) this.#mixed(cursor, problems, 1);
    this.#checks.header(cursor, levels[standard].transaction, header.controlNumber, problems);
    if (x12) this.#checks.set(cursor, header.type, group, problems);
    this.body = this.#options.openBody?.(transaction, group, interchange, cursor) ?? null;
    // A group with one set is as good as read when its header is known.
    const isOneOfMany = this.body !== null && problems.length === 0 && this.#counts.inGroup > 0;
    this.#header = isOneOfMany ? headerOf(cursor, levels[standard].transaction, this.#checks) : null;
  }

  /** Goes past whole transaction sets of the open group like the last in which nothing is wrong; false: the next is none. */
  passSets(cursor: SegmentCursor, interchange: Interchange): boolean {
    const series = this.#series;
    if (series?.group !== this.group || !series || this.transaction || this.objects.isOpen) return false;
    const most = this.#limits.transactions - this.#seen.transactions;
    const passed = series.pass(cursor, interchange, this.#checks, most, this.#events);
    this.#seen.transactions += passed;
    this.#counts.inGroup += passed;
    this.#counts.messages += passed;
    if (passed > 0) this.#outsideReported = false;
    return passed > 0;
  }

  #tooMany(): CrossdockError {
    return new CrossdockError('CD_EDI_LIMIT_TRANSACTIONS', { limit: this.#limits.transactions });
  }

  /** EDIFACT: all messages of an interchange are in groups, or none is. */
  #mixed(cursor: SegmentCursor, list: Problem[], segment: number): void {
    this.#problems.add(list, 'CD_EDI_GROUP_MIXED', placeOf(cursor, segment), {});
  }

  acknowledgement(cursor: SegmentCursor, { acknowledgements, problems }: Interchange): void {
    if (acknowledgements.length >= this.#limits.transactions) throw this.#tooMany();
    acknowledgements.push(readTa1(cursor));
    this.#checks.contents(cursor, 0, problems);
  }

  /** Another segment of the interchange itself: what service its sender wants. */
  service(cursor: SegmentCursor, { problems }: Interchange): void {
    this.#checks.contents(cursor, 0, problems);
  }

  /** A segment of the open transaction set that has no segment id. */
  invalidId(cursor: SegmentCursor, { problems, segments }: TransactionRange): void {
    const place = placeOf(cursor, segments);
    this.#problems.add(problems, 'CD_EDI_SEGMENT_ID_INVALID', place, { found: place.segmentId });
  }

  /** Reported once per run of stray segments, so that a lost header does not bury the cause. */
  stray(cursor: SegmentCursor, interchange: Interchange): void {
    if (this.#outsideReported) return;
    this.#outsideReported = true;
    const place = placeOf(cursor, 0);
    const code = cursor.tag === -1 ? 'CD_EDI_SEGMENT_ID_INVALID' : 'CD_EDI_SEGMENT_OUTSIDE_ENVELOPE';
    const parameters = { segmentId: place.segmentId, found: place.segmentId };
    this.#problems.add((this.group ?? interchange).problems, code, place, parameters);
    if (!cursor.terminated) throw truncated(cursor);
  }

  /** The problems of the innermost open level. */
  innermost(): Problem[] {
    return (this.transaction ?? this.group ?? this.interchange)?.problems ?? [];
  }

  #closeWith(cursor: SegmentCursor, interchange: Interchange, level: Level): void {
    if (!cursor.terminated) this.#unterminated(cursor, interchange);
    this.objects.end(cursor, this.transaction?.segments ?? 0, this.innermost());
    if (level.name === 'transaction') this.#closeTransaction(cursor, interchange, level);
    else if (level.name === 'group') this.#closeGroup(cursor, interchange, level);
    else this.#closeInterchange(cursor, interchange, level);
  }

  #unterminated(cursor: SegmentCursor, { problems }: Interchange): void {
    const details = { severity: 'warning' } as const;
    this.#problems.add(problems, 'CD_EDI_TERMINATOR_MISSING', placeOf(cursor, 0), {}, details);
  }

  #closeTransaction(cursor: SegmentCursor, interchange: Interchange, level: Level): void {
    const { transaction } = this;
    if (!transaction) return this.#closesNothing(cursor, interchange, level);
    transaction.segments += 1;
    transaction.to = placeAfter(cursor);
    const { controlNumber, segments, problems } = transaction;
    this.#checks.trailer(cursor, level, controlNumber, segments, segments, problems);
    this.#finishTransaction(interchange);
  }

  #closeGroup(cursor: SegmentCursor, interchange: Interchange, level: Level): void {
    if (this.transaction) this.close('transaction', placeOf(cursor, 0));
    const { group } = this;
    if (!group?.envelope) return this.#closesNothing(cursor, interchange, level);
    group.declared = Number(cursor.text(1)) || 0;
    group.to = placeAfter(cursor);
    const { envelope, problems } = group;
    this.#checks.trailer(cursor, level, envelope.controlNumber, this.#counts.inGroup, 0, problems);
    this.#finishGroup(interchange);
  }

  #closeInterchange(cursor: SegmentCursor, interchange: Interchange, level: Level): void {
    if (this.group) this.close('group', placeOf(cursor, 0));
    const { envelope, problems, dialect } = interchange;
    const { groups, ungrouped, messages } = this.#counts;
    const counted = dialect.standard === 'X12' ? groups : groups > ungrouped ? groups - ungrouped : messages;
    interchange.to = placeAfter(cursor);
    this.#checks.trailer(cursor, level, envelope.controlNumber, counted, 0, problems);
    if (dialect.standard === 'EDIFACT' && groups + this.objects.count === 0) {
      this.#problems.add(problems, 'CD_EDI_INTERCHANGE_EMPTY', placeOf(cursor, 0), {});
    }
    this.#finishInterchange(interchange);
  }

  #closesNothing(cursor: SegmentCursor, interchange: Interchange, { header, trailer }: Level): void {
    const { problems } = this.group ?? interchange;
    this.#problems.add(problems, 'CD_EDI_HEADER_MISSING', placeOf(cursor, 0), { header, trailer });
  }

  /** Closes open levels from the inside up to the named one because no trailer came for them before `at`. */
  close(upTo: Level['name'], at: Location): void {
    const { interchange, transaction, group } = this;
    if (!interchange) return;
    const level = levels[interchange.dialect.standard];
    if (transaction) {
      const { controlNumber, problems, segments } = transaction;
      transaction.to = at.byte;
      this.#checks.missing(problems, level.transaction, controlNumber, { ...at, segment: segments });
      this.#finishTransaction(interchange);
    }
    if (upTo === 'transaction') return;
    if (group) {
      const { envelope, problems } = group;
      group.to = at.byte;
      if (envelope) this.#checks.missing(problems, level.group, envelope.controlNumber, at);
      this.#finishGroup(interchange);
    }
    if (upTo === 'group') return;
    interchange.to = at.byte;
    this.#checks.missing(interchange.problems, level.interchange, interchange.envelope.controlNumber, at);
    this.unclosed += 1;
    this.#finishInterchange(interchange);
  }

  #finishTransaction(interchange: Interchange): void {
    const { transaction, group, body } = this;
    if (!transaction || !group) return;
    if (this.#header && body) this.#startSeries(transaction, group, body, this.#header);
    this.transaction = null;
    this.body = null;
    this.#counts.inGroup += 1;
    this.#counts.messages += 1;
    if (this.#options.keep) group.transactions.push(transaction);
    const read = body?.end(transaction.segments) ?? null;
    this.#events.push({ kind: 'transaction', transaction, group, interchange, read });
  }

  #startSeries(transaction: TransactionRange, group: Group, body: BodyReader, header: SetHeader): void {
    this.#header = null;
    const known = this.#series;
    if (known?.group === group && known.isBroken) return;
    const reader = this.#options.keep ? null : body.whole();
    const { from: _from, to: _to, segments: _segments, problems: _problems, ...head } = transaction;
    this.#series = reader && new SetSeries(group, reader, head, header);
  }

  #finishGroup(interchange: Interchange): void {
    if (this.group) this.#events.push({ kind: 'group-end', group: this.group, interchange });
    this.group = null;
  }

  #finishInterchange(interchange: Interchange): void {
    this.#events.push({ kind: 'interchange-end', interchange });
    this.interchange = null;
  }
}

/** The place in the file after the cursor's segment. */
const placeAfter = (cursor: SegmentCursor): number => cursor.base + cursor.position;

/** The file ends inside of the cursor's segment. */
export const truncated = (cursor: SegmentCursor): CrossdockError =>
  new CrossdockError('CD_EDI_TRUNCATED', {
    byte: cursor.base + cursor.to,
    segmentId: cursor.id(),
    terminator: String.fromCharCode(cursor.delimiters.segment),
  });
