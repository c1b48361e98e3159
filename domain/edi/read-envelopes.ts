import { asCrossdockError, CrossdockError } from '../errors.ts';
import { detectDialect, startsInterchange } from './dialect.ts';
import { readUnb, readUng, readUnh } from './edifact/envelope.ts';
import { isOfObject, Objects } from './edifact/objects.ts';
import type { Group, GroupEnvelope, Interchange, Level, TransactionRange } from './envelope.ts';
import { levels } from './envelope.ts';
import { EnvelopeProblems } from './envelope-problems.ts';
import { skipFiller } from './filler.ts';
import type { Limits } from './limits.ts';
import { type Location, type Problem, placeOf, problemOf } from './problem.ts';
import { SegmentCursor } from './segment-cursor.ts';
import { tagOf } from './tag.ts';
import { readGs, readIsa, readSt, readTa1 } from './x12/envelope.ts';

export type EnvelopeEvent =
  | { readonly kind: 'interchange-start'; readonly interchange: Interchange }
  | { readonly kind: 'group-start'; readonly group: Group; readonly interchange: Interchange }
  | {
      readonly kind: 'transaction';
      readonly transaction: TransactionRange;
      readonly group: Group;
      readonly interchange: Interchange;
    }
  | { readonly kind: 'group-end'; readonly group: Group; readonly interchange: Interchange }
  | { readonly kind: 'interchange-end'; readonly interchange: Interchange }
  /** Something outside of any interchange. */
  | { readonly kind: 'problem'; readonly problem: Problem };

const nowhere = { segment: 0, segmentId: '' };

/**
 * The envelopes of a file as events, one transaction set at a time; bodies stay bytes. Headers, trailers,
 * counts and control numbers are checked, problems lie on the level they concern and reading goes on.
 * A limit that is exceeded closes what is open and ends the reading; so do more problems than are listed, and more
 * broken interchanges than a file with a few bad ones among good ones has. Throws nothing.
 *
 * Levels nest as interchange > group > transaction (ISA > GS > ST, UNB > UNG > UNH; EDIFACT groups are optional).
 * A header closes every open level that is not above it, with CD_EDI_TRAILER_MISSING.
 */
export function* readEnvelopes(bytes: Uint8Array, limits: Limits): Generator<EnvelopeEvent> {
  const reader = new EnvelopeReader(bytes, limits);
  while (reader.step()) yield* reader.drain();
  yield* reader.drain();
}

type Tags = ReadonlyMap<number, { readonly level: Level; readonly closes: boolean }>;

const tagsOf = (standard: 'X12' | 'EDIFACT'): Tags =>
  new Map(
    Object.values(levels[standard]).flatMap((level): [number, { level: Level; closes: boolean }][] => [
      [tagOf(level.header), { level, closes: false }],
      [tagOf(level.trailer), { level, closes: true }],
    ]),
  );
const tags = { X12: tagsOf('X12'), EDIFACT: tagsOf('EDIFACT') };
const ta1 = tagOf('TA1');
/** Segments of the interchange itself: acknowledgements, security and grade of service (X12.5, X12.56). */
const ofInterchange = new Set(['TA1', 'TA3', 'ISB', 'ISE', 'ISX', 'UNO', 'UNP'].map(tagOf));

class EnvelopeReader {
  readonly #bytes: Uint8Array;
  readonly #limits: Limits;
  readonly #problems: EnvelopeProblems;
  readonly #objects: Objects;
  #cursor: SegmentCursor | null = null;
  #interchange: Interchange | null = null;
  #group: Group | null = null;
  #transaction: TransactionRange | null = null;
  #events: EnvelopeEvent[] = [];
  #position = 0;
  #interchanges = 0;
  #broken = 0;
  #transactions = 0;
  #outsideReported = false;
  #lastUnreadable = '';
  readonly #numbers = { group: new Map<string, number>(), transaction: new Map<string, number>() };

  constructor(bytes: Uint8Array, limits: Limits) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#problems = new EnvelopeProblems(limits.fileProblems);
    this.#objects = new Objects(this.#problems);
  }

  drain(): EnvelopeEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Reads up to the next envelope segment; false at the end. */
  step(): boolean {
    if (this.#problems.exceeded) return this.#stop(this.#problems.ending(this.#here()));
    try {
      return this.#interchange ? this.#readSegments(this.#interchange) : this.#open();
    } catch (thrown) {
      return this.#stop(problemOf(asCrossdockError(thrown, 'domain/edi/read-envelopes'), this.#here()));
    }
  }

  #here(): Location {
    const byte = this.#interchange ? this.#cursor?.from : this.#position;
    return { ...nowhere, byte: byte ?? this.#position };
  }

  #open(): boolean {
    const bytes = this.#bytes;
    if (bytes.length > this.#limits.bytes) {
      throw new CrossdockError('CD_EDI_LIMIT_BYTES', { actual: bytes.length, limit: this.#limits.bytes });
    }
    const at = skipFiller(bytes, this.#position);
    if (at >= bytes.length && this.#position > 0) return false;
    this.#position = at;
    const { broken, interchanges } = this.#limits;
    if (this.#broken >= broken) throw new CrossdockError('CD_EDI_LIMIT_BROKEN', { limit: broken, byte: at });
    if (this.#interchanges >= interchanges && startsInterchange(bytes, at)) {
      throw new CrossdockError('CD_EDI_LIMIT_INTERCHANGES', { limit: interchanges, byte: at });
    }
    try {
      const dialect = detectDialect(bytes, at);
      if (this.#cursor) this.#cursor.enter(dialect);
      else this.#cursor = new SegmentCursor(bytes, dialect, this.#limits);
      const cursor = this.#cursor;
      cursor.next();
      if (!cursor.terminated) throw truncated(cursor);
      const envelope = dialect.standard === 'X12' ? readIsa(cursor) : readUnb(cursor);
      const none = { groups: [], acknowledgements: [], problems: [] };
      this.#interchange = { dialect, envelope, from: at, to: cursor.position, ...none };
      this.#interchanges += 1;
      this.#numbers.group.clear();
      this.#numbers.transaction.clear();
      this.#events.push({ kind: 'interchange-start', interchange: this.#interchange });
      this.#checkControlNumber(levels[dialect.standard].interchange, envelope.controlNumber);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError) || thrown.code.startsWith('CD_EDI_LIMIT')) throw thrown;
      this.#unreadable(problemOf(thrown, { ...nowhere, byte: at }));
      return this.#resynchronise(at + 1);
    }
  }

  /** UNA and the UNB after it are two starting points with one and the same fault. */
  #unreadable(problem: Problem): void {
    if (problem.message === this.#lastUnreadable) return;
    this.#lastUnreadable = problem.message;
    this.#broken += 1;
    this.#events.push({ kind: 'problem', problem });
  }

  /** After junk, goes to the next place that could start an interchange. */
  #resynchronise(from: number): boolean {
    let at = from;
    while (at < this.#bytes.length && !startsInterchange(this.#bytes, at)) at += 1;
    this.#position = at;
    return at < this.#bytes.length;
  }

  #readSegments(interchange: Interchange): boolean {
    const cursor = this.#cursor as SegmentCursor;
    const known = tags[interchange.dialect.standard];
    while (cursor.next()) {
      const tag = known.get(cursor.tag);
      if (tag) return this.#envelopeSegment(interchange, tag.level, tag.closes);
      if (startsInterchange(this.#bytes, cursor.from)) return this.#restart(cursor.from);
      if (isOfObject(cursor))
        this.#objects.check(cursor, this.#transaction?.segments ?? 0, this.#innermost());
      if (this.#transaction) {
        this.#transaction.segments += 1;
        if (!cursor.terminated) throw truncated(cursor);
      } else if (ofInterchange.has(cursor.tag)) {
        if (cursor.tag === ta1) interchange.acknowledgements.push(readTa1(cursor));
      } else this.#outside(interchange);
    }
    this.#position = this.#bytes.length;
    this.#close('interchange');
    return false;
  }

  #envelopeSegment(interchange: Interchange, level: Level, closes: boolean): boolean {
    const cursor = this.#cursor as SegmentCursor;
    this.#outsideReported = false;
    if (!cursor.terminated) {
      if (!closes || level.name !== 'interchange') throw truncated(cursor);
      const place = placeOf(cursor, 0);
      this.#problems.add(
        interchange.problems,
        'CD_EDI_TERMINATOR_MISSING',
        place,
        {},
        { severity: 'warning' },
      );
    }
    if (closes) this.#closeWith(interchange, level);
    else if (level.name === 'interchange') return this.#restart(cursor.from);
    else if (level.name === 'group') this.#openGroup(interchange);
    else this.#openTransaction(interchange);
    return true;
  }

  #restart(at: number): boolean {
    this.#close('interchange');
    this.#position = at;
    return true;
  }

  #openGroup(interchange: Interchange): void {
    const cursor = this.#cursor as SegmentCursor;
    this.#close('group');
    const envelope = interchange.dialect.standard === 'X12' ? readGs(cursor) : readUng(cursor);
    this.#startGroup(interchange, envelope);
    this.#checkControlNumber(levels[interchange.dialect.standard].group, envelope.controlNumber);
  }

  #startGroup(interchange: Interchange, envelope: GroupEnvelope | null): Group {
    const cursor = this.#cursor as SegmentCursor;
    const none = { declared: 0, transactions: [], problems: [] };
    const group: Group = { envelope, from: cursor.from, to: cursor.position, ...none };
    this.#group = group;
    interchange.groups.push(group);
    if (interchange.dialect.standard === 'X12') this.#numbers.transaction.clear();
    this.#events.push({ kind: 'group-start', group, interchange });
    return group;
  }

  #openTransaction(interchange: Interchange): void {
    const cursor = this.#cursor as SegmentCursor;
    this.#transactions += 1;
    if (this.#transactions > this.#limits.transactions) {
      throw new CrossdockError('CD_EDI_LIMIT_TRANSACTIONS', { limit: this.#limits.transactions });
    }
    this.#close('transaction');
    const x12 = interchange.dialect.standard === 'X12';
    if (x12 && !this.#group) this.#outside(interchange);
    const group = this.#group ?? this.#startGroup(interchange, null);
    const header = x12 ? readSt(cursor, group.envelope?.version ?? '') : readUnh(cursor);
    this.#transaction = { ...header, from: cursor.from, to: cursor.position, segments: 1, problems: [] };
    this.#checkControlNumber(levels[interchange.dialect.standard].transaction, header.controlNumber);
  }

  #closeWith(interchange: Interchange, level: Level): void {
    const cursor = this.#cursor as SegmentCursor;
    this.#objects.end(cursor, this.#transaction?.segments ?? 0, this.#innermost());
    if (level.name === 'transaction') {
      const transaction = this.#transaction;
      if (!transaction) return this.#closesNothing(interchange, level);
      transaction.segments += 1;
      transaction.to = cursor.position;
      this.#checkTrailer(level, transaction.controlNumber, transaction.segments, transaction.problems);
      this.#finishTransaction(interchange);
    } else if (level.name === 'group') {
      this.#close('transaction');
      const group = this.#group;
      if (!group?.envelope) return this.#closesNothing(interchange, level);
      group.declared = Number(cursor.text(1)) || 0;
      group.to = cursor.position;
      this.#checkTrailer(level, group.envelope.controlNumber, group.transactions.length, group.problems);
      this.#finishGroup(interchange);
    } else {
      this.#close('group');
      const { groups, envelope, problems } = interchange;
      const grouped = interchange.dialect.standard === 'X12' || groups.some((group) => group.envelope);
      const messages = groups.reduce((sum, group) => sum + group.transactions.length, 0);
      interchange.to = cursor.position;
      this.#checkTrailer(level, envelope.controlNumber, grouped ? groups.length : messages, problems);
      this.#finishInterchange(interchange);
    }
  }

  #checkTrailer(level: Level, controlNumber: string, count: number, problems: Problem[]): void {
    const cursor = this.#cursor as SegmentCursor;
    const segment = this.#transaction?.segments ?? 0;
    const declared = cursor.text(1).trim();
    if (!/^\d{1,10}$/.test(declared) || Number(declared) !== count) {
      const parameters = { actual: declared, unit: level.unit, expected: count };
      const place = placeOf(cursor, segment, Math.min(1, cursor.elements));
      this.#problems.add(problems, 'CD_EDI_COUNT_MISMATCH', place, parameters, { value: declared });
    }
    const repeated = cursor.text(2).trim();
    if (repeated !== controlNumber) {
      const parameters = { actual: repeated, expected: controlNumber, header: level.header };
      const place = placeOf(cursor, segment, Math.min(2, cursor.elements));
      this.#problems.add(problems, 'CD_EDI_CONTROL_NUMBER_MISMATCH', place, parameters, { value: repeated });
    }
  }

  #checkControlNumber(level: Level, found: string): void {
    const cursor = this.#cursor as SegmentCursor;
    const place = () => placeOf(cursor, this.#transaction ? 1 : 0, Math.min(level.control, cursor.elements));
    const problems = this.#innermost();
    if (!level.controlForm.test(found)) {
      const parameters = { found, expected: level.controlWords };
      this.#problems.add(problems, 'CD_EDI_CONTROL_NUMBER_INVALID', place(), parameters, { value: found });
    }
    if (level.name === 'interchange') return;
    const before = this.#numbers[level.name].get(found);
    if (before === undefined) this.#numbers[level.name].set(found, cursor.from);
    else {
      const parameters = { found, byte: before, level: level.name };
      this.#problems.add(problems, 'CD_EDI_CONTROL_NUMBER_REPEATED', place(), parameters, { value: found });
    }
  }

  /** The problems of the innermost open level. */
  #innermost(): Problem[] {
    return (this.#transaction ?? this.#group ?? this.#interchange)?.problems ?? [];
  }

  #closesNothing(interchange: Interchange, level: Level): void {
    const place = placeOf(this.#cursor as SegmentCursor, 0);
    const { header, trailer } = level;
    const { problems } = this.#group ?? interchange;
    this.#problems.add(problems, 'CD_EDI_HEADER_MISSING', place, { header, trailer });
  }

  /** Reported once per run of stray segments, so that a lost header does not bury the cause. */
  #outside(interchange: Interchange): void {
    if (this.#outsideReported) return;
    this.#outsideReported = true;
    const cursor = this.#cursor as SegmentCursor;
    const place = placeOf(cursor, 0);
    const code = cursor.tag === -1 ? 'CD_EDI_SEGMENT_ID_INVALID' : 'CD_EDI_SEGMENT_OUTSIDE_ENVELOPE';
    const parameters = { segmentId: place.segmentId, found: place.segmentId };
    this.#problems.add((this.#group ?? interchange).problems, code, place, parameters);
    if (!cursor.terminated) throw truncated(cursor);
  }

  /** Closes open levels from the inside up to the named one because no trailer came for them. */
  #close(upTo: Level['name']): void {
    const interchange = this.#interchange;
    if (!interchange) return;
    const level = levels[interchange.dialect.standard];
    const at = this.#placeOfEnd();
    if (this.#transaction) {
      const { controlNumber, problems } = this.#transaction;
      this.#transaction.to = at.byte;
      const place = { ...at, segment: this.#transaction.segments };
      this.#missing(problems, level.transaction, controlNumber, place);
      this.#finishTransaction(interchange);
    }
    if (upTo === 'transaction') return;
    if (this.#group) {
      const { envelope, problems } = this.#group;
      this.#group.to = at.byte;
      if (envelope) this.#missing(problems, level.group, envelope.controlNumber, at);
      this.#finishGroup(interchange);
    }
    if (upTo === 'group') return;
    interchange.to = at.byte;
    this.#missing(interchange.problems, level.interchange, interchange.envelope.controlNumber, at);
    this.#broken += 1;
    this.#finishInterchange(interchange);
  }

  #missing(problems: Problem[], { header, trailer }: Level, controlNumber: string, place: Location): void {
    this.#problems.add(problems, 'CD_EDI_TRAILER_MISSING', place, { header, trailer, controlNumber });
  }

  #placeOfEnd(): Location {
    const cursor = this.#cursor as SegmentCursor;
    const ended = cursor.position >= this.#bytes.length && this.#position >= this.#bytes.length;
    return ended ? { ...nowhere, segmentId: 'end of file', byte: this.#bytes.length } : placeOf(cursor, 0);
  }

  #finishTransaction(interchange: Interchange): void {
    const transaction = this.#transaction;
    const group = this.#group;
    if (!transaction || !group) return;
    group.transactions.push(transaction);
    this.#transaction = null;
    this.#events.push({ kind: 'transaction', transaction, group, interchange });
  }

  #finishGroup(interchange: Interchange): void {
    if (this.#group) this.#events.push({ kind: 'group-end', group: this.#group, interchange });
    this.#group = null;
  }

  #finishInterchange(interchange: Interchange): void {
    this.#events.push({ kind: 'interchange-end', interchange });
    this.#interchange = null;
    this.#position = (this.#cursor as SegmentCursor).position;
  }

  /** Ends the reading: the problem lies on the open interchange, or on the file. */
  #stop(problem: Problem): false {
    if (this.#interchange) {
      this.#interchange.problems.push(problem);
      this.#close('interchange');
    } else this.#events.push({ kind: 'problem', problem });
    return false;
  }
}

const truncated = (cursor: SegmentCursor): CrossdockError =>
  new CrossdockError('CD_EDI_TRUNCATED', {
    byte: cursor.to,
    segmentId: cursor.id(),
    terminator: String.fromCharCode(cursor.delimiters.segment),
  });
