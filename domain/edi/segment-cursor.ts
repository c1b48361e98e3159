import { CrossdockError } from '../errors.ts';
import { lengthElement, objectHeader, objectStatus } from './binary.ts';
import { type Charset, decode } from './charset.ts';
import { byteClass, classTable, type Delimiters } from './delimiters.ts';
import type { Dialect } from './dialect.ts';
import type { Limits } from './limits.ts';

/** Set on an element that holds component or repetition separators. */
const COMPOUND = 1;
/** Set on an element that holds release characters. */
const RELEASED = 2;

/** Elements a cursor has room for at first; no segment of X12 has more than 40. */
const usualElements = 64;

/** Module constants, not object properties: the inner loop compares every byte with them. */
const { data: DATA, element: ELEMENT, segment: SEGMENT, release: RELEASE } = byteClass;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Walks the segments of a byte array. It is one mutable view: `next()` moves it, offsets and texts are those
 * of the current segment. Only delimiter positions are found while scanning; text is made on request.
 *
 * Elements are numbered as in the standards: 0 is the segment id, 1 the first data element.
 */
export class SegmentCursor {
  readonly bytes: Uint8Array;
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
  /** Data elements of the segment. */
  elements = 0;
  /** False if the bytes ended before a terminator. */
  terminated = true;
  charset: Charset = 'latin1';
  /** Bytes of the object after the segment (UNO), which `next` passes over. */
  objectBytes = 0;
  delimiters: Delimiters;
  readonly #buffer: Buffer;
  readonly #limits: Limits;
  readonly #end: number;
  #isX12: boolean;
  #starts: Int32Array;
  #marks: Uint8Array;
  #classes: Uint8Array;

  constructor(bytes: Uint8Array, dialect: Dialect, limits: Limits, to: number = bytes.length) {
    this.bytes = bytes;
    this.position = dialect.from;
    this.#limits = limits;
    this.#end = to;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#starts = new Int32Array(Math.min(usualElements, limits.elements + 2));
    this.#marks = new Uint8Array(this.#starts.length);
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
    this.position = dialect.from;
  }

  /**
   * Moves to the next segment; false at the end of the bytes.
   *
   * @throws CD_EDI_LIMIT_SEGMENT_LENGTH, CD_EDI_LIMIT_ELEMENTS, CD_EDI_LIMIT_SEGMENTS, and for data by length
   * CD_EDI_BINARY_INVALID, CD_EDI_TRUNCATED
   */
  next(): boolean {
    const { bytes } = this;
    const classes = this.#classes;
    let starts = this.#starts;
    let marks = this.#marks;
    this.position += this.objectBytes;
    this.objectBytes = 0;
    const from = this.#skipLineEnds();
    if (from >= this.#end) return false;
    const sized = this.#isX12 ? lengthElement(bytes, from, this.delimiters.element) : 0;
    if (sized > 0) return this.#nextSized(from, sized);
    const most = this.#limits.elements;
    const stop = Math.min(this.#end, from + this.#limits.segmentLength);
    this.from = from;
    starts[0] = from;
    marks[0] = 0;
    let at = from;
    let n = 0;
    let ended = false;
    for (;;) {
      let kind: number = DATA;
      while (at < stop && kind === DATA) {
        kind = classes[bytes[at] as number] as number;
        at += 1;
      }
      if (kind === DATA) break;
      if (kind === ELEMENT) {
        n += 1;
        if (n + 1 >= starts.length) {
          if (n > most) throw this.#tooManyElements();
          this.#grow();
          starts = this.#starts;
          marks = this.#marks;
        }
        starts[n] = at;
        marks[n] = 0;
      } else if (kind === SEGMENT) {
        at -= 1;
        ended = true;
        break;
      } else if (kind === RELEASE) {
        marks[n] = (marks[n] as number) | RELEASED;
        at += 1;
      } else marks[n] = (marks[n] as number) | COMPOUND;
    }
    if (!ended && stop < this.#end) {
      throw new CrossdockError('CD_EDI_LIMIT_SEGMENT_LENGTH', {
        byte: from,
        limit: this.#limits.segmentLength,
      });
    }
    const to = Math.min(at, this.#end);
    this.#take(to, n, ended);
    starts[n + 1] = this.#trimmedEnd(to) + 1;
    this.tag = this.#readTag();
    if (this.tag === objectHeader && !this.#isX12) this.objectBytes = this.#objectLength();
    return true;
  }

  #take(to: number, elements: number, ended: boolean): void {
    this.count += 1;
    if (this.count > this.#limits.segments) {
      throw new CrossdockError('CD_EDI_LIMIT_SEGMENTS', { limit: this.#limits.segments });
    }
    this.terminated = ended;
    this.to = to;
    this.position = ended ? to + 1 : to;
    this.elements = elements;
  }

  /** A segment whose element `sized` says how long the next, its last, is. */
  #nextSized(from: number, sized: number): true {
    const { bytes } = this;
    const starts = this.#starts;
    this.from = from;
    let at = from;
    for (let n = 0; n <= sized + 1; n += 1) {
      starts[n] = at;
      this.#marks[n] = 0;
      if (n > sized) break;
      const window = bytes.subarray(at, Math.min(this.#end, at + this.#limits.segmentLength));
      const separator = window.indexOf(this.delimiters.element);
      at = separator < 0 ? this.#end : at + separator + 1;
    }
    const length = this.#readLength(this.slice(starts[sized] as number, at - 1, false), at);
    const to = at + length;
    const ended = bytes[to] === this.delimiters.segment;
    if (!ended && to < this.#end) throw this.#noBinary(`${length}, where no terminator follows`);
    this.#take(to, sized + 1, ended);
    starts[sized + 2] = to + 1;
    this.tag = this.#readTag();
    return true;
  }

  #objectLength(): number {
    if (this.elements < objectStatus) throw this.#noBinary('');
    const [length = ''] = this.text(objectStatus).split(String.fromCharCode(this.delimiters.component));
    return this.#readLength(length, this.position);
  }

  /** A length that is said as text, of data that begin at an offset. */
  #readLength(text: string, at: number): number {
    const length = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(length <= this.#limits.binary)) throw this.#noBinary(text);
    if (at + length <= this.#end) return length;
    const terminator = String.fromCharCode(this.delimiters.segment);
    throw new CrossdockError('CD_EDI_TRUNCATED', { byte: this.#end, segmentId: this.id(), terminator });
  }

  #noBinary(found: string): CrossdockError {
    const place = { byte: this.from, segmentId: this.slice(this.from, this.from + 3, false) };
    const limit = this.#limits.binary;
    return new CrossdockError('CD_EDI_BINARY_INVALID', { ...place, found: found.slice(0, 64), limit });
  }

  /** Offset of the first byte of an element. */
  start(element: number): number {
    return this.#starts[element] as number;
  }

  /** Offset after the last byte of an element. */
  end(element: number): number {
    return (this.#starts[element + 1] as number) - 1;
  }

  /** Whether an element was sent with at least one byte. */
  has(element: number): boolean {
    return element <= this.elements && this.end(element) > this.start(element);
  }

  isCompound(element: number): boolean {
    return ((this.#marks[element] as number) & COMPOUND) !== 0;
  }

  isReleased(element: number): boolean {
    return ((this.#marks[element] as number) & RELEASED) !== 0;
  }

  /** The class of a byte under this interchange's delimiters. */
  classOf(byte: number): number {
    return this.#classes[byte] as number;
  }

  /** The text of a byte range with release characters undone. */
  slice(from: number, to: number, released: boolean): string {
    if (!released) return decode(this.#buffer, from, to, this.charset);
    const plain = this.unreleased(from, to);
    return decode(plain, 0, plain.length, this.charset);
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

  #grow(): void {
    const size = this.#limits.elements + 2;
    const starts = new Int32Array(size);
    const marks = new Uint8Array(size);
    starts.set(this.#starts);
    marks.set(this.#marks);
    this.#starts = starts;
    this.#marks = marks;
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

  #readTag(): number {
    const from = this.from;
    const length = this.end(0) - from;
    if (length < 2 || length > 3) return -1;
    const { bytes } = this;
    const first = bytes[from] as number;
    const second = bytes[from + 1] as number;
    const third = length === 3 ? (bytes[from + 2] as number) : 0;
    const capital = first >= 0x41 && first <= 0x5a;
    if (!capital || !isIdByte(second) || (length === 3 && !isIdByte(third))) return -1;
    return first * 65536 + second * 256 + third;
  }

  #tooManyElements(): CrossdockError {
    const limit = this.#limits.elements;
    const segmentId = this.slice(this.from, this.from + 3, false);
    return new CrossdockError('CD_EDI_LIMIT_ELEMENTS', { byte: this.from, segmentId, limit });
  }
}

const isIdByte = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
