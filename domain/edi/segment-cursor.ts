import { CrossdockError } from '../errors.ts';
import { lengthElement, objectHeader, objectStatus } from './binary.ts';
import { type Charset, decode, isAscii } from './charset.ts';
import { classTable, type Delimiters } from './delimiters.ts';
import type { Dialect } from './dialect.ts';
import { COMPOUND, ElementTable, noTerminator, RELEASED, tooManyElements } from './element-table.ts';
import type { Limits } from './limits.ts';
import { indexBlock } from './segment-index.ts';
import { sharedIndex } from './shared-index.ts';
import { readTag } from './tag.ts';
import { TextBlock } from './text-block.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Most file sizes are small: a block grows as the reading goes on. */
const firstBlock = 2048;

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
  /** Where to find the segment in the index: its first event after the id, and its terminator; -1: it is not in it. */
  firstEvent = -1;
  lastEvent = -1;
  /** Whether the segment is plain text between element separators. */
  isPlain = false;
  readonly #limits: Limits;
  readonly #elements: ElementTable;
  readonly #text: TextBlock;
  #end: number;
  #isFinal: boolean;
  #isX12: boolean;
  #classes: Uint8Array;
  #buffer: Buffer;
  #block = firstBlock;
  /** Segments in the index, and the one to read next. */
  #indexed = 0;
  #record = 0;
  /** Tells whether the index still holds what this cursor put there. */
  #stamp = -1;

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
    this.#limits = limits;
    this.#end = to;
    this.#isFinal = window.final;
    this.#elements = new ElementTable(limits.elements);
    this.#text = new TextBlock(bytes);
    this.#buffer = bufferOf(bytes);
    this.delimiters = dialect.delimiters;
    this.charset = dialect.charset;
    this.#isX12 = dialect.standard === 'X12';
    this.#classes = classTable(dialect.delimiters);
  }

  /** Continues at another interchange, which may have other delimiters. */
  enter(dialect: Dialect): void {
    this.delimiters = dialect.delimiters;
    this.charset = dialect.charset;
    this.#isX12 = dialect.standard === 'X12';
    this.#classes = classTable(dialect.delimiters);
    this.objectBytes = 0;
    this.position = dialect.from - this.base;
    this.#forgetIndex();
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
    this.#buffer = bufferOf(bytes);
    this.#text.renew(bytes);
    this.#indexed = 0;
    this.firstEvent = -1;
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
      this.#forgetIndex();
    }
    this.starved = false;
    const { bytes } = this;
    const from = this.#skipLineEnds();
    if (from >= this.#end) return this.#starve();
    this.isPlain = false;
    this.firstEvent = -1;
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

  #forgetIndex(): void {
    this.#indexed = 0;
    this.#block = firstBlock;
  }

  /** Takes the segment at an offset from the index; false if it is not there, or needs a closer look. */
  #locate(from: number): boolean {
    const { events, ends, odd } = sharedIndex.index;
    for (;;) {
      const filled = this.#record < this.#indexed && this.#stamp === sharedIndex.stamp;
      if (!filled && !this.#fill(from)) return false;
      if ((events[ends[this.#record] as number] as number) >= from) break;
      this.#record += 1;
    }
    const record = this.#record;
    const last = ends[record] as number;
    const to = events[last] as number;
    let first = 0;
    let others = odd[record] as number;
    if (record > 0) {
      first = (ends[record - 1] as number) + 1;
      others -= odd[record - 1] as number;
    }
    while ((events[first] as number) < from) {
      first += 1;
      others -= 1;
    }
    if (to - from >= this.#limits.segmentLength || last - first > this.#limits.elements) return false;
    if (others !== 0 && this.delimiters.segment === lineFeed) return false;
    this.#record = record + 1;
    this.from = from;
    this.#take(to, true);
    this.#elements.elements = -1;
    this.isPlain = others === 0;
    this.firstEvent = first;
    this.lastEvent = last;
    const { bytes } = this;
    const idEnd = events[first] as number;
    const endsId = idEnd === to || bytes[idEnd] === this.delimiters.element;
    this.tag = endsId ? readTag(bytes, from, idEnd) : -1;
    return true;
  }

  #fill(from: number): boolean {
    if (this.#stamp !== sharedIndex.stamp) this.#block = firstBlock;
    const to = Math.min(this.#end, from + this.#block);
    this.#block = Math.min(indexBlock, this.#block * 4);
    this.#record = 0;
    this.#indexed = sharedIndex.fill(this.bytes, from, to, this.delimiters);
    this.#stamp = sharedIndex.stamp;
    return this.#indexed > 0;
  }

  /** Finds the end of the segment at an offset byte by byte; false if that may be behind the window. */
  #scan(from: number): boolean {
    const stop = Math.min(this.#end, from + this.#limits.segmentLength);
    this.from = from;
    const terminator = this.#elements.scan(this.bytes, from, stop, this.#classes);
    if (terminator < 0) this.#elements.endAt(stop);
    if (terminator === tooManyElements) throw this.#tooManyElements();
    const ended = terminator !== noTerminator;
    if (!ended && stop < this.#end) {
      throw new CrossdockError('CD_EDI_LIMIT_SEGMENT_LENGTH', {
        byte: this.base + from,
        limit: this.#limits.segmentLength,
      });
    }
    if (!ended && !this.#isFinal) return false;
    const to = ended ? terminator : this.#end;
    this.#take(to, ended);
    this.#elements.endAt(this.#trimmedEnd(to));
    this.tag = readTag(this.bytes, this.from, this.end(0));
    return true;
  }

  #take(to: number, ended: boolean): void {
    this.count += 1;
    if (this.count > this.#limits.segments) {
      throw new CrossdockError('CD_EDI_LIMIT_SEGMENTS', { limit: this.#limits.segments });
    }
    this.terminated = ended;
    this.to = to;
    this.position = ended ? to + 1 : to;
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
      const window = bytes.subarray(at, Math.min(this.#end, at + this.#limits.segmentLength));
      const separator = window.indexOf(this.delimiters.element);
      if (separator < 0 && !this.#isFinal && window.length < this.#limits.segmentLength)
        return this.#starve();
      at = separator < 0 ? this.#end : at + separator + 1;
    }
    const length = this.#readLength(this.slice(starts[sized] as number, at - 1, false), at);
    if (!this.#isFinal && at + length >= this.#end) return this.#starve();
    const to = at + length;
    const ended = bytes[to] === this.delimiters.segment;
    if (!ended && to < this.#end) throw this.#noBinary(`${length}, where no terminator follows`);
    this.#take(to, ended);
    this.#elements.endAt(to);
    this.tag = readTag(this.bytes, this.from, this.end(0));
    this.#forgetIndex();
    return true;
  }

  #takeObject(): boolean {
    if (this.elements < objectStatus) throw this.#noBinary('');
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
    if (!(length <= this.#limits.binary)) throw this.#noBinary(text);
    if (at + length <= this.#end || !this.#isFinal) return length;
    const terminator = String.fromCharCode(this.delimiters.segment);
    throw new CrossdockError('CD_EDI_TRUNCATED', {
      byte: this.base + this.#end,
      segmentId: this.id(),
      terminator,
    });
  }

  #noBinary(found: string): CrossdockError {
    const segmentId = this.slice(this.from, this.from + 3, false);
    const place = { byte: this.base + this.from, segmentId };
    const limit = this.#limits.binary;
    return new CrossdockError('CD_EDI_BINARY_INVALID', { ...place, found: found.slice(0, 64), limit });
  }

  /** The elements, which the index only knows the places of. */
  #table(): ElementTable {
    const table = this.#elements;
    if (table.elements >= 0) return table;
    if (this.#stamp === sharedIndex.stamp) {
      const { events } = sharedIndex.index;
      table.take(this.bytes, this.from, events, this.firstEvent, this.lastEvent, this.#classes);
    } else table.scan(this.bytes, this.from, this.to + 1, this.#classes);
    table.endAt(this.to);
    return table;
  }

  /** Data elements of the segment. */
  get elements(): number {
    return this.#table().elements;
  }

  /** Offset of the first byte of an element. */
  start(element: number): number {
    return this.#table().starts[element] as number;
  }

  /** Offset after the last byte of an element. */
  end(element: number): number {
    return (this.#table().starts[element + 1] as number) - 1;
  }

  /** Whether an element was sent with at least one byte. */
  has(element: number): boolean {
    return element <= this.elements && this.end(element) > this.start(element);
  }

  isCompound(element: number): boolean {
    return ((this.#table().marks[element] as number) & COMPOUND) !== 0;
  }

  isReleased(element: number): boolean {
    return ((this.#table().marks[element] as number) & RELEASED) !== 0;
  }

  /** The class of a byte under this interchange's delimiters. */
  classOf(byte: number): number {
    return this.#classes[byte] as number;
  }

  /** The text of a byte range with release characters undone. */
  slice(from: number, to: number, released: boolean): string {
    if (released) {
      const plain = this.unreleased(from, to);
      return decode(plain, 0, plain.length, this.charset);
    }
    if (this.isPlain || isAscii(this.bytes, from, to)) return this.#text.slice(from, to);
    return decode(this.#buffer, from, to, this.charset);
  }

  /** The bytes of a range without release characters. */
  unreleased(from: number, to: number): Buffer {
    const plain = Buffer.allocUnsafe(to - from);
    let length = 0;
    for (let at = from; at < to; at += 1) {
      if (this.bytes[at] === this.delimiters.release && at + 1 < to) at += 1;
      plain[length] = this.bytes[at] as number;
      length += 1;
    }
    return plain.subarray(0, length);
  }

  /** The whole text of an element; '' if it was not sent. Separators inside it stay as they are. */
  text(element: number): string {
    if (element > this.elements) return '';
    return this.slice(this.start(element), this.end(element), this.isReleased(element));
  }

  /** The segment id as sent. */
  id(): string {
    return this.slice(this.start(0), Math.min(this.end(0), this.start(0) + 16), false);
  }

  #skipLineEnds(): number {
    let at = this.position;
    while (at < this.#end) {
      const byte = this.bytes[at] as number;
      if (byte !== lineFeed && byte !== carriageReturn) break;
      at += 1;
    }
    return at;
  }

  /** Where line feed ends segments, a carriage return before it belongs to the line end. */
  #trimmedEnd(to: number): number {
    const crlf = this.delimiters.segment === lineFeed && this.bytes[to - 1] === carriageReturn;
    return crlf && to - 1 > this.from ? to - 1 : to;
  }

  #tooManyElements(): CrossdockError {
    const limit = this.#limits.elements;
    const segmentId = this.slice(this.from, this.from + 3, false);
    return new CrossdockError('CD_EDI_LIMIT_ELEMENTS', { byte: this.base + this.from, segmentId, limit });
  }
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
