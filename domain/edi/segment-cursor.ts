import { CrossdockError } from '../errors.ts';
import { lengthElement, objectHeader, objectStatus } from './binary.ts';
import type { Charset } from './charset.ts';
import { classTable, type Delimiters } from './delimiters.ts';
import type { Dialect } from './dialect.ts';
import { COMPOUND, ElementTable, noTerminator, RELEASED, tooManyElements } from './element-table.ts';
import { carriageReturn, lineFeed, skipLineEnds } from './filler.ts';
import { IndexWalk, type Source } from './index-walk.ts';
import type { Limits } from './limits.ts';
import { noBinary, tooLong, tooManyElementsIn } from './segment-errors.ts';
import type { GuideProgram } from './sound/guide-program.ts';
import { type RunListener, told } from './sound/run.ts';
import type { SegmentPlan } from './sound/segment-plan.ts';
import { readTag } from './tag.ts';
import { releasedText, TextBlock, unreleased } from './text-block.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * Walks the segments of a byte array. It is one mutable view: `next()` moves it, offsets and texts are those
 * of the current segment. Only delimiter positions are found while scanning; text is made on request.
 *
 * Elements are numbered as in the standards: 0 is the segment id, 1 the first data element. Offsets are those of
 * `bytes`, which may be a window of a file that `slide` moves; `base` is the place of the window in the file.
 */
export class SegmentCursor {
  bytes: Uint8Array;
  base: number;
  /** Offset of the next byte to scan. */
  position: number;
  /** Offset of the segment's first byte. */
  from = 0;
  /** Offset of its terminator. */
  to = 0;
  /** Segments read so far, this one included. */
  count = 0;
  /** The id as `tagOf` packs it; -1 if it is no segment id. */
  tag = -1;
  /** False if the bytes ended before a terminator. */
  terminated = true;
  /** Whether `next` was false because the window ends, and not the file. */
  starved = false;
  charset: Charset;
  /** Bytes of the object after the segment (UNO), which `next` passes over. */
  objectBytes = 0;
  delimiters: Delimiters;
  readonly limits: Limits;
  /** The index of a block of the bytes. */
  readonly walk = new IndexWalk();
  readonly #elements: ElementTable;
  readonly #text: TextBlock;
  #end: number;
  #isFinal: boolean;
  #isX12: boolean;
  #classes: Uint8Array;

  /** @param to where the bytes end; @param window of a file, which goes on behind it unless it is `final` */
  constructor(
    bytes: Uint8Array,
    dialect: Dialect,
    limits: Limits,
    to: number = bytes.length,
    window: { readonly base: number; readonly final: boolean } = { base: 0, final: true },
  ) {
    this.bytes = bytes;
    this.base = window.base;
    this.position = dialect.from - window.base;
    this.limits = limits;
    this.#end = to;
    this.#isFinal = window.final;
    this.#elements = new ElementTable(limits.elements);
    this.#text = new TextBlock(bytes);
    this.delimiters = dialect.delimiters;
    this.charset = dialect.charset;
    this.#isX12 = dialect.standard === 'X12';
    this.#classes = classTable(dialect.delimiters);
  }

  /** Continues at another interchange, which may have other delimiters. */
  enter(dialect: Dialect): void {
    const from = dialect.from - this.base;
    const isElsewhere =
      dialect.delimiters !== this.delimiters ||
      dialect.charset !== this.charset ||
      from < this.position ||
      this.objectBytes > 0;
    this.delimiters = dialect.delimiters;
    this.charset = dialect.charset;
    this.#isX12 = dialect.standard === 'X12';
    this.#classes = classTable(dialect.delimiters);
    this.objectBytes = 0;
    this.position = from;
    if (isElsewhere) this.walk.forget();
  }

  /** The window of the file becomes another; `shift` is how far it moved. What the cursor stood at is gone. */
  slide(bytes: Uint8Array, shift: number, final: boolean): void {
    this.bytes = bytes;
    this.base += shift;
    this.position -= shift;
    this.from -= shift;
    this.to -= shift;
    this.#end = bytes.length;
    this.#isFinal = final;
    this.#text.renew(bytes);
    this.walk.forget();
  }

  /**
   * Moves to the next segment; false at the end of the bytes, or, when they are a window, where more are needed.
   *
   * @throws CD_EDI_LIMIT_SEGMENT_LENGTH, CD_EDI_LIMIT_ELEMENTS, CD_EDI_LIMIT_SEGMENTS, and for data by length
   * CD_EDI_BINARY_INVALID, CD_EDI_TRUNCATED
   */
  next(): boolean {
    if (this.objectBytes > 0) {
      this.position += this.objectBytes;
      this.objectBytes = 0;
      this.walk.forget();
    }
    this.starved = false;
    const { bytes } = this;
    const from = skipLineEnds(this.bytes, this.position, this.#end);
    if (from >= this.#end) return this.#starve();
    this.walk.drop();
    if (bytes[from] === 0x42 && this.#isX12) {
      if (from + 4 > this.#end && !this.#isFinal) return this.#starve();
      const sized = lengthElement(bytes, from, this.delimiters.element);
      if (sized > 0) return this.#nextSized(from, sized);
    }
    if (!this.#locate(from) && !this.#scan(from)) return this.#starve();
    if (this.tag !== objectHeader || this.#isX12) return true;
    return this.#takeObject();
  }

  /** False: nothing more is in the bytes. */
  #starve(): false {
    this.starved = !this.#isFinal;
    return false;
  }

  /**
   * Goes past the segments that are certainly sound and in place by a guide, as far as they are in the index; how many. It
   * starts where the state of the kernel says, and then stands at the last of them.
   */
  run(guide: GuideProgram, listener: RunListener): number {
    if (this.objectBytes > 0) return 0;
    const most = this.limits.segments - this.count;
    const passed = this.walk.run(guide, this.position, most, this.limits, listener);
    if (passed > 0) this.standAtRun();
    this.count += passed;
    return passed;
  }

  /** The bytes from here on, and how they are to be read. */
  get source(): Source {
    const { bytes, position, delimiters, charset } = this;
    return { bytes, position, end: this.#end, delimiters, charset };
  }

  /** Moves to the trailer of a transaction set that was gone past. @param segments of it */
  standAtTrailer(from: number, position: number, tag: number, segments: number): void {
    this.walk.drop();
    this.#elements.elements = -1;
    this.from = from;
    this.to = position - 1;
    this.position = position;
    this.tag = tag;
    this.terminated = true;
    this.count += segments;
  }

  /** Moves to the segment that a run tells of. */
  standAtRun(): void {
    const walk = this.walk;
    walk.stand();
    this.from = walk.begin;
    this.#elements.elements = -1;
    this.tag = told.tag;
    this.terminated = true;
    this.to = walk.terminator;
    this.position = this.to + 1;
  }

  /** Takes the segment at an offset from the index; false if it is not there, or needs a closer look. */
  #locate(from: number): boolean {
    const walk = this.walk;
    const { bytes, delimiters } = this;
    if (!walk.find(bytes, from, this.#end, delimiters, this.charset)) return false;
    const { idEnd } = walk;
    const endsId = idEnd === walk.terminator || bytes[idEnd] === delimiters.element;
    return this.#accept(from, endsId ? readTag(bytes, from, idEnd) : -1);
  }

  /** Moves to the segment found; false if it needs a closer look. */
  #accept(from: number, tag: number): boolean {
    const walk = this.walk;
    const to = walk.terminator;
    const isLong = to - from >= this.limits.segmentLength || walk.last - walk.first > this.limits.elements;
    if (isLong || (!walk.isPlain && this.delimiters.segment === lineFeed)) {
      walk.drop();
      return false;
    }
    walk.accept();
    this.from = from;
    this.#elements.elements = -1;
    this.tag = tag;
    this.#take(to, true);
    return true;
  }

  /** Finds the end of the segment at an offset byte by byte; false if that may be behind the window. */
  #scan(from: number): boolean {
    const stop = Math.min(this.#end, from + this.limits.segmentLength);
    this.from = from;
    const terminator = this.#elements.scan(this.bytes, from, stop, this.#classes);
    if (terminator < 0) this.#elements.endAt(stop);
    if (terminator === tooManyElements) throw tooManyElementsIn(this);
    const ended = terminator !== noTerminator;
    if (!ended && stop < this.#end) {
      throw tooLong(this, from);
    }
    if (!ended && !this.#isFinal) return false;
    const to = ended ? terminator : this.#end;
    this.#take(to, ended);
    this.#elements.endAt(this.#trimmedEnd(to));
    this.tag = readTag(this.bytes, this.from, this.end(0));
    return true;
  }

  #take(to: number, ended: boolean): void {
    this.terminated = ended;
    this.to = to;
    this.position = ended ? to + 1 : to;
    this.count += 1;
    if (this.count > this.limits.segments) {
      throw new CrossdockError('CD_EDI_LIMIT_SEGMENTS', { limit: this.limits.segments });
    }
  }

  /** A segment whose element `sized` says how long the next, its last, is. */
  #nextSized(from: number, sized: number): boolean {
    const { bytes } = this;
    const { starts, marks } = this.#elements;
    this.from = from;
    this.#elements.elements = sized + 1;
    let at = from;
    for (let n = 0; n <= sized + 1; n += 1) {
      starts[n] = at;
      marks[n] = 0;
      if (n > sized) break;
      const window = bytes.subarray(at, Math.min(this.#end, at + this.limits.segmentLength));
      const separator = window.indexOf(this.delimiters.element);
      if (separator < 0 && !this.#isFinal && window.length < this.limits.segmentLength) return this.#starve();
      at = separator < 0 ? this.#end : at + separator + 1;
    }
    const length = this.#readLength(this.slice(starts[sized] as number, at - 1, false), at);
    if (!this.#isFinal && at + length >= this.#end) return this.#starve();
    const to = at + length;
    const ended = bytes[to] === this.delimiters.segment;
    if (!ended && to < this.#end) throw noBinary(this, `${length}, where no terminator follows`);
    this.#take(to, ended);
    this.#elements.endAt(to);
    this.tag = readTag(this.bytes, this.from, this.end(0));
    this.walk.forget();
    return true;
  }

  #takeObject(): boolean {
    if (this.elements < objectStatus) throw noBinary(this, '');
    const [length = ''] = this.text(objectStatus).split(String.fromCharCode(this.delimiters.component));
    const bytes = this.#readLength(length, this.position);
    if (!this.#isFinal && this.position + bytes > this.#end) {
      this.position = this.from;
      this.count -= 1;
      return this.#starve();
    }
    this.objectBytes = bytes;
    return true;
  }

  /** A length that is said as text, of data that begin at an offset. */
  #readLength(text: string, at: number): number {
    const length = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(length <= this.limits.binary)) throw noBinary(this, text);
    if (at + length <= this.#end || !this.#isFinal) return length;
    const terminator = String.fromCharCode(this.delimiters.segment);
    throw new CrossdockError('CD_EDI_TRUNCATED', {
      byte: this.base + this.#end,
      segmentId: this.id(),
      terminator,
    });
  }

  /** The elements, which the index only knows the places of. */
  #table(): ElementTable {
    const table = this.#elements;
    if (table.elements >= 0) return table;
    if (this.walk.isCurrent) this.walk.fill(table, this.from);
    else table.scan(this.bytes, this.from, this.to + 1, this.#classes);
    table.endAt(this.to);
    return table;
  }

  /** Whether the segment is sound by a plan; false may also mean that it takes a closer look. */
  isSound(plan: SegmentPlan): boolean {
    return this.walk.isSound(plan);
  }

  /** Data elements of the segment. */
  get elements(): number {
    const walk = this.walk;
    return walk.isDirect ? walk.last - walk.first : this.#table().elements;
  }

  /** Offset of the first byte of an element. */
  start(element: number): number {
    if (element > 0 && this.walk.isDirect) return this.walk.start(element);
    return this.#table().starts[element] as number;
  }

  /** Offset after the last byte of an element. */
  end(element: number): number {
    if (this.walk.isDirect) return this.walk.end(element);
    return (this.#table().starts[element + 1] as number) - 1;
  }

  /** Whether an element was sent with at least one byte. */
  has(element: number): boolean {
    return element <= this.elements && this.end(element) > this.start(element);
  }

  isCompound(element: number): boolean {
    return !this.walk.isDirect && ((this.#table().marks[element] as number) & COMPOUND) !== 0;
  }

  isReleased(element: number): boolean {
    return !this.walk.isDirect && ((this.#table().marks[element] as number) & RELEASED) !== 0;
  }

  /** The class of a byte under this interchange's delimiters. */
  classOf(byte: number): number {
    return this.#classes[byte] as number;
  }

  /** The text of a byte range with release characters undone. */
  slice(from: number, to: number, released: boolean): string {
    if (released) return releasedText(this.bytes, from, to, this.delimiters.release, this.charset);
    return this.#text.slice(from, to, this.walk.isPlain, this.charset);
  }

  /** The text of a byte range that is known to be plain. */
  plain(from: number, to: number): string {
    return this.#text.plain(from, to);
  }

  /** The same, in memory of its own. */
  own(from: number, to: number): string {
    return this.#text.own(from, to);
  }

  /** As `slice`, without white space at the end. */
  trimmed(from: number, to: number, released: boolean): string {
    const last = this.bytes[to - 1] as number;
    const text = this.slice(from, to, released);
    return last > 0x20 && last < 0x80 ? text : text.trimEnd();
  }

  /** The bytes of a range without release characters. */
  unreleased(from: number, to: number): Buffer {
    return unreleased(this.bytes, from, to, this.delimiters.release);
  }

  /** The whole text of an element; '' if it was not sent. Separators inside it stay as they are. */
  text(element: number): string {
    if (element > this.elements) return '';
    const from = this.start(element);
    const to = this.end(element);
    if (to === from) return '';
    const only = this.bytes[from] as number;
    if (to === from + 1 && only < 0x80) return String.fromCharCode(only);
    return this.slice(from, to, this.isReleased(element));
  }

  /** An element of one to nine digits without leading zeros as a number; -1 if it is something else. */
  integer(element: number): number {
    if (element > this.elements) return -1;
    return wholeNumber(this.bytes, this.start(element), this.end(element));
  }

  /** The segment id as sent. */
  id(): string {
    return this.slice(this.start(0), Math.min(this.end(0), this.start(0) + 16), false);
  }

  /** Where line feed ends segments, a carriage return before it belongs to the line end. */
  #trimmedEnd(to: number): number {
    const isCrlf = this.delimiters.segment === lineFeed && this.bytes[to - 1] === carriageReturn;
    return isCrlf && to - 1 > this.from ? to - 1 : to;
  }
}
