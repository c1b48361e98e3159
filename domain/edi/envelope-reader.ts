import { asCrossdockError, CrossdockError } from '../errors.ts';
import { detectDialect, startsInterchange } from './dialect.ts';
import { readUnb, readUng, readUnh } from './edifact/envelope.ts';
import { isOfObject, Objects } from './edifact/objects.ts';
import type { Group, GroupEnvelope, Interchange, Level, TransactionRange } from './envelope.ts';
import { levels } from './envelope.ts';
import { EnvelopeChecks } from './envelope-checks.ts';
import type { EnvelopeEvent } from './envelope-event.ts';
import { EnvelopeProblems } from './envelope-problems.ts';
import { envelopeTags, interchangeAcknowledgement, ofInterchange } from './envelope-tags.ts';
import { skipFiller } from './filler.ts';
import type { Limits } from './limits.ts';
import { type Location, type Problem, placeOf, problemOf } from './problem.ts';
import { resumesAt } from './resume.ts';
import { SegmentCursor } from './segment-cursor.ts';
import { readGs, readIsa, readSt, readTa1 } from './x12/envelope.ts';

const nowhere = { segment: 0, segmentId: '' };

/** The state of reading a file's envelopes; `readEnvelopes` tells what it does. */
export class EnvelopeReader {
  readonly #bytes: Uint8Array;
  readonly #limits: Limits;
  readonly #problems: EnvelopeProblems;
  readonly #checks: EnvelopeChecks;
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

  constructor(bytes: Uint8Array, limits: Limits) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#problems = new EnvelopeProblems(limits.fileProblems);
    this.#checks = new EnvelopeChecks(this.#problems);
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
      this.#checks.startInterchange(dialect.standard, envelope.version);
      this.#objects.count = 0;
      this.#events.push({ kind: 'interchange-start', interchange: this.#interchange });
      const { problems } = this.#interchange;
      this.#checks.contents(cursor, 0, problems);
      this.#checks.controlNumber(
        cursor,
        levels[dialect.standard].interchange,
        envelope.controlNumber,
        problems,
      );
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
    while (at < this.#bytes.length && !resumesAt(this.#bytes, at)) at += 1;
    this.#position = at;
    return at < this.#bytes.length;
  }

  #readSegments(interchange: Interchange): boolean {
    const cursor = this.#cursor as SegmentCursor;
    const known = envelopeTags[interchange.dialect.standard];
    while (cursor.next()) {
      const tag = known.get(cursor.tag);
      if (tag) return this.#envelopeSegment(interchange, tag.level, tag.closes);
      if (startsInterchange(this.#bytes, cursor.from)) return this.#restart(cursor.from);
      if (isOfObject(cursor))
        this.#objects.check(cursor, this.#transaction?.segments ?? 0, this.#innermost());
      if (this.#transaction) {
        this.#transaction.segments += 1;
        if (!cursor.terminated) throw truncated(cursor);
        if (cursor.tag === -1) this.#invalidId(this.#transaction);
      } else if (ofInterchange.has(cursor.tag)) {
        if (cursor.tag === interchangeAcknowledgement) {
          interchange.acknowledgements.push(readTa1(cursor));
          this.#checks.contents(cursor, 0, interchange.problems);
        }
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
    const mixed = interchange.groups.some((before) => !before.envelope);
    const { problems } = this.#startGroup(interchange, envelope);
    if (mixed) this.#mixed(problems, 0);
    this.#checks.contents(cursor, 0, problems);
    this.#checks.controlNumber(
      cursor,
      levels[interchange.dialect.standard].group,
      envelope.controlNumber,
      problems,
    );
  }

  #startGroup(interchange: Interchange, envelope: GroupEnvelope | null): Group {
    const cursor = this.#cursor as SegmentCursor;
    const none = { declared: 0, transactions: [], problems: [] };
    const group: Group = { envelope, from: cursor.from, to: cursor.position, ...none };
    this.#group = group;
    interchange.groups.push(group);
    this.#checks.startGroup();
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
    const problems: Problem[] = [];
    this.#transaction = { ...header, from: cursor.from, to: cursor.position, segments: 1, problems };
    if (!x12 && !group.envelope && interchange.groups.some(({ envelope }) => envelope)) {
      this.#mixed(problems, 1);
    }
    this.#checks.contents(cursor, 1, problems);
    this.#checks.controlNumber(
      cursor,
      levels[interchange.dialect.standard].transaction,
      header.controlNumber,
      problems,
    );
    if (x12) this.#checks.set(cursor, header.type, group, problems);
  }

  /** EDIFACT: all messages of an interchange are in groups, or none is. */
  #mixed(list: Problem[], segment: number): void {
    this.#problems.add(list, 'CD_EDI_GROUP_MIXED', placeOf(this.#cursor as SegmentCursor, segment), {});
  }

  #invalidId({ problems, segments }: TransactionRange): void {
    const place = placeOf(this.#cursor as SegmentCursor, segments);
    this.#problems.add(problems, 'CD_EDI_SEGMENT_ID_INVALID', place, { found: place.segmentId });
  }

  #closeWith(interchange: Interchange, level: Level): void {
    const cursor = this.#cursor as SegmentCursor;
    this.#objects.end(cursor, this.#transaction?.segments ?? 0, this.#innermost());
    if (level.name === 'transaction') {
      const transaction = this.#transaction;
      if (!transaction) return this.#closesNothing(interchange, level);
      transaction.segments += 1;
      transaction.to = cursor.position;
      const { controlNumber, segments, problems } = transaction;
      this.#checks.trailer(cursor, level, controlNumber, segments, segments, problems);
      this.#finishTransaction(interchange);
    } else if (level.name === 'group') {
      this.#close('transaction');
      const group = this.#group;
      if (!group?.envelope) return this.#closesNothing(interchange, level);
      group.declared = Number(cursor.text(1)) || 0;
      group.to = cursor.position;
      const { envelope, transactions, problems } = group;
      this.#checks.trailer(cursor, level, envelope.controlNumber, transactions.length, 0, problems);
      this.#finishGroup(interchange);
    } else {
      this.#close('group');
      this.#closeInterchange(interchange, level);
    }
  }

  #closeInterchange(interchange: Interchange, level: Level): void {
    const cursor = this.#cursor as SegmentCursor;
    const { groups, envelope, problems, dialect } = interchange;
    const inGroups = groups.filter((group) => group.envelope).length;
    const messages = groups.reduce((sum, group) => sum + group.transactions.length, 0);
    const grouped = dialect.standard === 'X12' ? groups.length : inGroups;
    const count = dialect.standard === 'X12' || inGroups > 0 ? grouped : messages;
    interchange.to = cursor.position;
    this.#checks.trailer(cursor, level, envelope.controlNumber, count, 0, problems);
    if (dialect.standard === 'EDIFACT' && groups.length + this.#objects.count === 0) {
      this.#problems.add(problems, 'CD_EDI_INTERCHANGE_EMPTY', placeOf(cursor, 0), {});
    }
    this.#finishInterchange(interchange);
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
      this.#checks.missing(problems, level.transaction, controlNumber, place);
      this.#finishTransaction(interchange);
    }
    if (upTo === 'transaction') return;
    if (this.#group) {
      const { envelope, problems } = this.#group;
      this.#group.to = at.byte;
      if (envelope) this.#checks.missing(problems, level.group, envelope.controlNumber, at);
      this.#finishGroup(interchange);
    }
    if (upTo === 'group') return;
    interchange.to = at.byte;
    this.#checks.missing(interchange.problems, level.interchange, interchange.envelope.controlNumber, at);
    this.#broken += 1;
    this.#finishInterchange(interchange);
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
