import { asCrossdockError, CrossdockError } from '../errors.ts';
import { ByteWindow } from './byte-window.ts';
import { type Dialect, detectDialect, startsInterchange } from './dialect.ts';
import { isOfObject } from './edifact/objects.ts';
import type { Interchange } from './envelope.ts';
import type { EnvelopeEvent, EnvelopeOptions } from './envelope-event.ts';
import { EnvelopeProblems } from './envelope-problems.ts';
import { EnvelopeStack, truncated } from './envelope-stack.ts';
import { envelopeTags, interchangeAcknowledgement, mayBeEnvelope, ofInterchange } from './envelope-tags.ts';
import { mostFiller, skipFiller } from './filler.ts';
import type { Limits } from './limits.ts';
import { type Location, type Problem, placeOf, problemOf } from './problem.ts';
import { resumesAt } from './resume.ts';
import { SegmentCursor } from './segment-cursor.ts';

const nowhere = { segment: 0, segmentId: '' };

/** What an interchange header says about its syntax lies within so many bytes. */
const headerLookahead = 512;
/** What may be a header after junk is known within so many bytes: UNA, filler, UNB. */
const resumeLookahead = mostFiller + headerLookahead;

/**
 * The state of reading a file's envelopes; `readEnvelopes` tells what it does. The file comes in windows: `feed` adds
 * bytes, `step` reads on until it is false, and `starved` tells whether that is for want of more. Offsets in here are
 * those of the window; what leaves the reader has offsets in the file.
 */
export class EnvelopeReader {
  readonly #limits: Limits;
  readonly #problems: EnvelopeProblems;
  readonly #stack: EnvelopeStack;
  readonly #window = new ByteWindow();
  #starved = false;
  #begun = false;
  #isResuming = false;
  #atEnd = false;
  #cursor: SegmentCursor | null = null;
  #position = 0;
  #interchanges = 0;
  #unreadable = 0;
  #lastUnreadable = '';

  constructor(limits: Limits, options: EnvelopeOptions) {
    this.#limits = limits;
    this.#problems = new EnvelopeProblems(limits.fileProblems);
    this.#stack = new EnvelopeStack(limits, options, this.#problems);
  }

  /** Whether reading cannot go on without more bytes. */
  get starved(): boolean {
    return this.#starved;
  }

  /** Adds the bytes that follow; what was read is given up. Those that are not `final` may change afterwards. */
  feed(bytes: Uint8Array, final: boolean): void {
    const shift = this.#keepFrom();
    this.#window.move(shift, bytes, final);
    this.#position -= shift;
    this.#cursor?.slide(this.#window.bytes, shift, final);
  }

  #keepFrom(): number {
    if (this.#stack.interchange && this.#cursor) return this.#cursor.position;
    return Math.max(0, this.#isResuming ? this.#position - 1 : this.#position);
  }

  drain(): EnvelopeEvent[] {
    return this.#stack.drain();
  }

  /** Reads up to the next envelope segment; false at the end, or when starved. */
  step(): boolean {
    this.#starved = false;
    if (this.#problems.exceeded) return this.#stop(this.#problems.ending(this.#here()));
    const { interchange } = this.#stack;
    try {
      if (interchange && this.#cursor) return this.#readSegments(interchange, this.#cursor);
      return this.#isResuming ? this.#resynchronise() : this.#open();
    } catch (thrown) {
      return this.#stop(problemOf(asCrossdockError(thrown, 'domain/edi/read-envelopes'), this.#here()));
    }
  }

  #here(): Location {
    const from = this.#stack.interchange ? this.#cursor?.from : this.#position;
    return { ...nowhere, byte: this.#window.base + (from ?? this.#position) };
  }

  #starve(): false {
    this.#starved = true;
    return false;
  }

  #open(): boolean {
    const { bytes, base, final } = this.#window;
    const at = skipFiller(bytes, this.#position);
    this.#position = at;
    if (!final && !this.#seesHeader(at)) return this.#starve();
    // How much of what follows is there already says nothing about the file.
    const actual = base + (final ? bytes.length : at);
    const limit = this.#limits.bytes;
    if (actual > limit) throw new CrossdockError('CD_EDI_LIMIT_BYTES', { actual, limit });
    if (at >= bytes.length && this.#begun) return false;
    this.#begun = true;
    this.#mayGoOn(at);
    try {
      return this.#enter(detectDialect(bytes, at, this.#window.base), at);
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError) || thrown.code.startsWith('CD_EDI_LIMIT')) throw thrown;
      this.#passOver(problemOf(thrown, { ...nowhere, byte: this.#window.base + at }));
      this.#position = at + 1;
      this.#isResuming = true;
      return true;
    }
  }

  /** Whether the window holds what tells the syntax of an interchange. */
  #seesHeader(at: number): boolean {
    const bytes = this.#window.bytes;
    if (at + headerLookahead > bytes.length) return false;
    return bytes[at + 2] !== 0x41 || skipFiller(bytes, at + 9, mostFiller) + headerLookahead <= bytes.length;
  }

  #mayGoOn(at: number): void {
    const byte = this.#window.base + at;
    const { broken, interchanges } = this.#limits;
    if (this.#unreadable + this.#stack.unclosed >= broken) {
      throw new CrossdockError('CD_EDI_LIMIT_BROKEN', { limit: broken, byte });
    }
    if (this.#interchanges >= interchanges && startsInterchange(this.#window.bytes, at)) {
      throw new CrossdockError('CD_EDI_LIMIT_INTERCHANGES', { limit: interchanges, byte });
    }
  }

  #enter(dialect: Dialect, at: number): boolean {
    const { bytes, base } = this.#window;
    this.#cursor ??= new SegmentCursor(bytes, dialect, this.#limits, bytes.length, this.#window);
    const cursor = this.#cursor;
    cursor.enter(dialect);
    if (!cursor.next() && cursor.starved) return this.#starve();
    if (!cursor.terminated) throw truncated(cursor);
    this.#interchanges += 1;
    this.#stack.openInterchange(cursor, dialect, base + at);
    return true;
  }

  /** UNA and the UNB after it are two starting points with one and the same fault. */
  #passOver(problem: Problem): void {
    if (problem.message === this.#lastUnreadable) return;
    this.#lastUnreadable = problem.message;
    this.#unreadable += 1;
    this.#stack.outside(problem);
  }

  /** After junk, goes to the next place that could start an interchange. */
  #resynchronise(): boolean {
    const bytes = this.#window.bytes;
    const end = this.#window.final ? bytes.length : bytes.length - resumeLookahead;
    let at = this.#position;
    while (at < end && !resumesAt(bytes, at)) at += 1;
    this.#position = at;
    if (at >= end && !this.#window.final) return this.#starve();
    this.#isResuming = false;
    return at < bytes.length;
  }

  #readSegments(interchange: Interchange, cursor: SegmentCursor): boolean {
    const known = envelopeTags[interchange.dialect.standard];
    const { transaction, body } = this.#stack;
    if (!transaction && this.#stack.passSets(cursor, interchange)) return true;
    for (;;) {
      if (transaction && body) transaction.segments = body.run(transaction.segments);
      if (!cursor.next()) break;
      const { tag } = cursor;
      if (transaction && !mayBeEnvelope(tag) && cursor.terminated) {
        transaction.segments += 1;
        body?.segment(transaction.segments);
        continue;
      }
      const found = known.get(tag);
      if (found) {
        const { level, closes } = found;
        const endsInterchange = closes && level.name === 'interchange';
        if (!cursor.terminated && !endsInterchange) throw truncated(cursor);
        if (!closes && level.name === 'interchange') return this.#restart(cursor.from);
        this.#stack.take(cursor, interchange, level, closes);
        if (endsInterchange) this.#position = cursor.position;
        return true;
      }
      if (startsInterchange(cursor.bytes, cursor.from)) return this.#restart(cursor.from);
      this.#otherSegment(interchange, cursor);
      // At the segment itself, not where the bytes happen to end.
      if (this.#problems.exceeded) return true;
    }
    if (cursor.starved) return this.#starve();
    this.#position = this.#window.bytes.length;
    this.#atEnd = true;
    this.#close();
    return false;
  }

  /** A segment that is no header or trailer. */
  #otherSegment(interchange: Interchange, cursor: SegmentCursor): void {
    const stack = this.#stack;
    const { transaction } = stack;
    if (isOfObject(cursor)) stack.objects.check(cursor, transaction?.segments ?? 0, stack.innermost());
    if (transaction) {
      transaction.segments += 1;
      if (!cursor.terminated) throw truncated(cursor);
      if (cursor.tag === -1) stack.invalidId(cursor, transaction);
      stack.body?.segment(transaction.segments);
    } else if (ofInterchange.has(cursor.tag)) {
      if (cursor.tag === interchangeAcknowledgement) stack.acknowledgement(cursor, interchange);
      else stack.service(cursor, interchange);
    } else stack.stray(cursor, interchange);
  }

  #restart(at: number): true {
    this.#close();
    this.#position = at;
    return true;
  }

  /** Closes what is open for want of trailers. */
  #close(): void {
    const cursor = this.#cursor;
    if (!cursor) return;
    const end = { ...nowhere, segmentId: 'end of file', byte: this.#window.base + this.#window.bytes.length };
    this.#stack.close('interchange', this.#atEnd ? end : placeOf(cursor, 0));
    this.#position = cursor.position;
  }

  /** Ends the reading: the problem lies on the open interchange, or on the file. */
  #stop(problem: Problem): false {
    const { interchange } = this.#stack;
    if (interchange) {
      const { problems } = interchange;
      if (problems.at(-1)?.code !== problem.code) problems.push(problem);
      this.#close();
    } else this.#stack.outside(problem);
    return false;
  }
}
