import { CrossdockError } from '../errors.ts';
import { type Charset, decode } from './charset.ts';
import { byteClass, classTable, type Delimiters } from './delimiters.ts';
import type { Dialect } from './dialect.ts';
import type { Limits } from './limits.ts';

/** Set on an element that holds component or repetition separators. */
const COMPOUND = 1;
/** Set on an element that holds release characters. */
const RELEASED = 2;

/** Three bytes of a segment id as one number, so that segments are told apart without making a string. */
export const tagOf = (id: string): number =>
  id.charCodeAt(0) * 65536 + (id.charCodeAt(1) || 0) * 256 + (id.charCodeAt(2) || 0);

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
  delimiters: Delimiters;
  readonly #limits: Limits;
  readonly #end: number;
  readonly #starts: Int32Array;
  readonly #marks: Uint8Array;
  #classes: Uint8Array;

  constructor(bytes: Uint8Array, dialect: Dialect, limits: Limits, to: number = bytes.length) {
    this.bytes = bytes;
    this.position = dialect.from;
    this.#limits = limits;
    this.#end = to;
    this.#starts = new Int32Array(limits.elements + 3);
    this.#marks = new Uint8Array(limits.elements + 3);
    this.delimiters = dialect.delimiters;
    this.charset = dialect.charset;
    this.#classes = classTable(dialect.delimiters);
  }

  /** Continues at another interchange, which may have other delimiters. */
  enter(dialect: Dialect): void {
    this.delimiters = dialect.delimiters;
    this.charset = dialect.charset;
    this.#classes = classTable(dialect.delimiters);
    this.position = dialect.from;
  }

  /**
   * Moves to the next segment; false at the end of the bytes.
   *
   * @throws CD_EDI_LIMIT_SEGMENT_LENGTH, CD_EDI_LIMIT_ELEMENTS, CD_EDI_LIMIT_SEGMENTS
   */
  next(): boolean {
    const { bytes } = this;
    const classes = this.#classes;
    const starts = this.#starts;
    const marks = this.#marks;
    const from = this.#skipLineEnds();
    if (from >= this.#end) return false;
    const most = this.#limits.elements;
    const stop = Math.min(this.#end, from + this.#limits.segmentLength);
    this.from = from;
    starts[0] = from;
    marks[0] = 0;
    let at = from;
    let n = 0;
    let ended = false;
    while (at < stop) {
      const kind = classes[bytes[at] as number] as number;
      if (kind === byteClass.data) {
        at += 1;
        continue;
      }
      if (kind === byteClass.element) {
        n += 1;
        if (n > most) throw this.#tooManyElements();
        at += 1;
        starts[n] = at;
        marks[n] = 0;
      } else if (kind === byteClass.segment) {
        ended = true;
        break;
      } else if (kind === byteClass.release) {
        marks[n] = (marks[n] as number) | RELEASED;
        at += 2;
      } else {
        marks[n] = (marks[n] as number) | COMPOUND;
        at += 1;
      }
    }
    if (!ended && stop < this.#end) {
      throw new CrossdockError('CD_EDI_LIMIT_SEGMENT_LENGTH', {
        byte: from,
        limit: this.#limits.segmentLength,
      });
    }
    this.count += 1;
    if (this.count > this.#limits.segments) {
      throw new CrossdockError('CD_EDI_LIMIT_SEGMENTS', { limit: this.#limits.segments });
    }
    const to = Math.min(at, this.#end);
    this.terminated = ended;
    this.to = to;
    this.position = ended ? to + 1 : to;
    this.elements = n;
    starts[n + 1] = this.#trimmedEnd(to) + 1;
    this.tag = this.#readTag();
    return true;
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
    const raw = this.bytes.subarray(from, to);
    if (!released) return decode(raw, this.charset);
    const plain = new Uint8Array(raw.length);
    let length = 0;
    for (let i = 0; i < raw.length; i += 1) {
      if (raw[i] === this.delimiters.release && i + 1 < raw.length) i += 1;
      plain[length] = raw[i] as number;
      length += 1;
    }
    return decode(plain.subarray(0, length), this.charset);
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
    const segmentId = decode(this.bytes.subarray(this.from, this.from + 3), this.charset);
    return new CrossdockError('CD_EDI_LIMIT_ELEMENTS', { byte: this.from, segmentId, limit });
  }
}

const isIdByte = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
