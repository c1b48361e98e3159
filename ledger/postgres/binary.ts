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

/** Value of a lower-case hexadecimal digit; -1 for anything else. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

const headSize = 20;
/** Of a value with its type and length, about. */
const usualSize = 20;

/** A buffer that grows. One per array: the driver may still hold the last one. */
class Writer {
  #bytes: Buffer;
  #length = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  get length(): number {
    return this.#length;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  int(value: number): void {
    this.#reserve(4);
    this.#put(this.#length, value);
    this.#length += 4;
  }

  intAt(place: number, value: number): void {
    this.#put(place, value);
  }

  /** By hand: a call into the runtime for every number costs more than all the rest. */
  #put(place: number, value: number): void {
    const bytes = this.#bytes;
    bytes[place] = value >>> 24;
    bytes[place + 1] = value >>> 16;
    bytes[place + 2] = value >>> 8;
    bytes[place + 3] = value;
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
      case 'int4':
        this.int(4);
        return this.int(Number(value));
      case 'int8': {
        const whole = Number(value);
        this.int(8);
        this.int(Math.floor(whole / 2 ** 32));
        return this.int(whole);
      }
      case 'float8':
        this.int(8);
        this.#reserve(8);
        this.#length = this.#bytes.writeDoubleBE(Number(value), this.#length);
        return;
      case 'int2':
        this.#reserve(6);
        this.#put(this.#length, 2);
        this.#bytes[this.#length + 4] = Number(value) >>> 8;
        this.#bytes[this.#length + 5] = Number(value);
        this.#length += 6;
        return;
      case 'bool':
        this.#reserve(5);
        this.#put(this.#length, 1);
        this.#bytes[this.#length + 4] = value ? 1 : 0;
        this.#length += 5;
    }
  }

  #text(text: string): void {
    // At most three bytes of UTF-8 per UTF-16 unit.
    this.#reserve(4 + text.length * 3);
    const start = this.#length + 4;
    const size = this.#ascii(text, start) ? text.length : this.#bytes.write(text, start);
    this.#put(this.#length, size);
    this.#length = start + size;
  }

  /** Most texts are ids and names, for which a call into the runtime costs more than a loop. */
  #ascii(text: string, start: number): boolean {
    if (text.length > 64) return false;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return false;
      this.#bytes[start + index] = unit;
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
    const start = this.#length + 4;
    let [at, dash] = [0, 0];
    for (let place = 0; place < size; place += 1) {
      if (at === dashes[dash]) {
        if (text.charCodeAt(at) !== 0x2d) return false;
        at += 1;
        dash += 1;
      }
      const [high, low] = [digitOf(text.charCodeAt(at)), digitOf(text.charCodeAt(at + 1))];
      if (high < 0 || low < 0) return false;
      this.#bytes[start + place] = (high << 4) | low;
      at += 2;
    }
    this.#put(this.#length, size);
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

/** An array of a built-in type. */
export function arrayOf(type: ColumnType, values: readonly Value[]): Buffer {
  const writer = new Writer(headSize + values.length * usualSize);
  writer.head(oids[type], values.length);
  for (const value of values) writer.value(type, value);
  return writer.done();
}

/** An array of a composite type whose oid is `rowOid`. */
export function rowsOf<Of extends Columns>(rowOid: number, columns: Of, rows: readonly RowOf<Of>[]): Buffer {
  const list = Object.entries(columns);
  const writer = new Writer(headSize + rows.length * list.length * usualSize);
  writer.head(rowOid, rows.length);
  for (const row of rows) {
    const start = writer.length;
    writer.int(0);
    writer.int(list.length);
    for (const [name, type] of list) {
      writer.int(oids[type]);
      writer.value(type, row[name] ?? null);
    }
    writer.intAt(start, writer.length - start - 4);
  }
  return writer.done();
}
