/**
 * Arrays of rows in PostgreSQL's binary format, as `array_recv` and `record_recv` read it (src/backend/utils/adt/
 * arrayfuncs.c, rowtypes.c). A batch goes over as a few such arrays: no quoting, no escaping, no text to parse.
 */

const oids = { text: 25, int2: 21, int4: 23, int8: 20, float8: 701, bool: 16, bytea: 17, id: 17 } as const;

/** 'id': text that is stored as `short_id` of migrations/001-ledger.sql makes bytes of it. */
export type ColumnType = keyof typeof oids;
export type Value = string | number | boolean | Uint8Array | null;

/** Names and types of a composite type's columns, in its order. */
export type Columns = Readonly<Record<string, ColumnType>>;
export type RowOf<Of extends Columns> = Readonly<Record<keyof Of, Value>>;

const uuidDashes: readonly number[] = [8, 13, 18, 23];
const noDashes: readonly number[] = [];

/** Value of a lower-case hexadecimal digit; negative for anything else. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

const headSize = 20;
/** Of a value with its type and length, about. */
const usualSize = 20;

/** The most that a value of fixed size takes, with its type and length. */
const fixedSize = 16;

/** A buffer that grows. One per array: the driver may still hold the last one. */
class Writer {
  #bytes: Buffer;
  /** Of the same bytes: numbers go in at once, and without a call into the runtime. */
  #view: DataView;
  #length = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
    this.#view = viewOf(this.#bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Room for so many bytes, which the caller writes at once. */
  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }

  int(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  intAt(place: number, value: number): void {
    this.#view.setInt32(place, value);
  }

  /** A value with its type before it, as in a row. */
  column(type: ColumnType, value: Value): void {
    this.int(oids[type]);
    this.value(type, value);
  }

  /** A value with its length before it. */
  value(type: ColumnType, value: Value): void {
    if (value === null) return this.int(-1);
    switch (type) {
      case 'text':
      case 'bytea':
        return typeof value === 'string' ? this.#text(value) : this.#blob(value as Uint8Array);
      case 'id':
        return this.#id(String(value));
      default:
        return this.#fixed(type, Number(value));
    }
  }

  #fixed(type: Exclude<ColumnType, 'text' | 'bytea' | 'id'>, value: number): void {
    this.#reserve(fixedSize);
    const view = this.#view;
    const at = this.#length + 4;
    let size = 8;
    if (type === 'int8') {
      view.setInt32(at, Math.floor(value / 2 ** 32));
      view.setInt32(at + 4, value);
    } else if (type === 'float8') {
      view.setFloat64(at, value);
    } else if (type === 'int4') {
      size = 4;
      view.setInt32(at, value);
    } else if (type === 'int2') {
      size = 2;
      view.setInt16(at, value);
    } else {
      size = 1;
      view.setUint8(at, value);
    }
    view.setInt32(this.#length, size);
    this.#length = at + size;
  }

  #text(text: string): void {
    // At most three bytes of UTF-8 per UTF-16 unit.
    this.#reserve(4 + text.length * 3);
    const start = this.#length + 4;
    const size = this.#ascii(text, start) ? text.length : this.#bytes.write(text, start);
    this.#view.setInt32(this.#length, size);
    this.#length = start + size;
  }

  /** Most texts are ids and names, for which a call into the runtime costs more than a loop. */
  #ascii(text: string, start: number): boolean {
    if (text.length > 64) return false;
    const bytes = this.#bytes;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return false;
      bytes[start + index] = unit;
    }
    return true;
  }

  #id(text: string): void {
    if (text.length === 36 && this.#hex(text, 16, uuidDashes)) return;
    if (text.length === 64 && this.#hex(text, 32, noDashes)) return;
    const size = Buffer.byteLength(text);
    const zeros = size === 15 || size === 31 ? 2 : 1;
    this.int(zeros + size);
    this.#reserve(zeros + size);
    this.#bytes.fill(0, this.#length, this.#length + zeros);
    this.#length += zeros + this.#bytes.write(text, this.#length + zeros);
  }

  /** Writes so many bytes out of lower-case digits; false, with nothing written, when the text is no such. */
  #hex(text: string, size: number, dashes: readonly number[]): boolean {
    this.#reserve(4 + size);
    const bytes = this.#bytes;
    const start = this.#length + 4;
    let [at, dash] = [0, 0];
    for (let place = 0; place < size; place += 1) {
      if (at === dashes[dash]) {
        if (text.charCodeAt(at) !== 0x2d) return false;
        at += 1;
        dash += 1;
      }
      const byte = (digitOf(text.charCodeAt(at)) << 4) | digitOf(text.charCodeAt(at + 1));
      if (byte < 0) return false;
      bytes[start + place] = byte;
      at += 2;
    }
    this.#view.setInt32(this.#length, size);
    this.#length = start + size;
    return true;
  }

  #blob(bytes: Uint8Array): void {
    this.int(bytes.byteLength);
    this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
  }

  /** An array's header: one dimension from 1, or none. */
  head(oid: number, count: number): void {
    this.int(count === 0 ? 0 : 1);
    this.int(0);
    this.int(oid);
    if (count === 0) return;
    this.int(count);
    this.int(1);
  }

  done(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** An array of a built-in type. */
export function arrayOf(type: ColumnType, values: readonly Value[]): Buffer {
  const writer = new Writer(headSize + values.length * usualSize);
  writer.head(oids[type], values.length);
  for (const value of values) writer.value(type, value);
  return writer.done();
}

/** An array of a composite type whose oid is `rowOid`. */
export function rowsOf<Of extends Columns>(rowOid: number, columns: Of, rows: readonly RowOf<Of>[]): Buffer {
  const names = Object.keys(columns);
  const types = Object.values(columns);
  const writer = new Writer(headSize + rows.length * names.length * usualSize);
  writer.head(rowOid, rows.length);
  for (const row of rows) {
    const start = writer.length;
    writer.int(0);
    writer.int(names.length);
    for (let index = 0; index < names.length; index += 1)
      writer.column(types[index] ?? 'text', row[names[index] ?? ''] ?? null);
    writer.intAt(start, writer.length - start - 4);
  }
  return writer.done();
}
