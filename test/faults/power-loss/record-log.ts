import { readFileSync } from 'node:fs';

/** What the shim wrote down, in the order in which it happened. `file` is an inode. */
export type LogRecord =
  | { readonly kind: 'open'; readonly file: number; readonly path: string; readonly created: boolean }
  | { readonly kind: 'write'; readonly file: number; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'resize'; readonly file: number; readonly size: number }
  | { readonly kind: 'flush'; readonly file: number }
  | { readonly kind: 'flush-folder'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  /** Not of the shim: what the test appended, to know what was promised when. */
  | { readonly kind: 'mark'; readonly text: string };

const headBytes = 21;

/** @throws Error for a record of a type it does not know */
export function readLog(file: string): LogRecord[] {
  const bytes = readFileSync(file);
  const records: LogRecord[] = [];
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const type = String.fromCharCode(bytes.readUInt8(at));
    const inode = Number(bytes.readBigUInt64LE(at + 1));
    const offset = Number(bytes.readBigUInt64LE(at + 9));
    const length = bytes.readUInt32LE(at + 17);
    const data = bytes.subarray(at + headBytes, at + headBytes + length);
    at += headBytes + length;
    // The process was killed in the middle of it.
    if (data.length < length) break;
    records.push(record(type, inode, offset, data));
  }
  return records;
}

/** A record to append to the log of a running process. */
export function markRecord(text: string): Buffer {
  const data = Buffer.from(text);
  const head = Buffer.alloc(headBytes);
  head.write('a');
  head.writeUInt32LE(data.length, 17);
  return Buffer.concat([head, data]);
}

function record(type: string, file: number, offset: number, data: Buffer): LogRecord {
  switch (type) {
    case 'o':
      return { kind: 'open', file, path: data.toString(), created: offset === 1 };
    case 'w':
      return { kind: 'write', file, offset, data };
    case 't':
      return { kind: 'resize', file, size: offset };
    case 's':
      return { kind: 'flush', file };
    case 'd':
      return { kind: 'flush-folder', path: data.toString() };
    case 'm':
      return { kind: 'folder', path: data.toString() };
    case 'u':
      return { kind: 'unlink', path: data.toString() };
    case 'r': {
      const [from = '', to = ''] = data.toString().split('\0');
      return { kind: 'rename', from, to };
    }
    case 'a':
      return { kind: 'mark', text: data.toString() };
    default:
      throw new Error(`a record of unknown type '${type}'`);
  }
}
