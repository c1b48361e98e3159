import type { Delimiters } from './delimiters.ts';
import { detectDialect } from './dialect.ts';
import type { OpenedInterchange, ReceivedGroup, ReceivedTransaction } from './received.ts';

/** A rejected transaction set as a person corrects it; the rest says under which envelope it is read again. */
export interface Suspended {
  readonly type: string;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
  /** Its segments from header to trailer, without terminators. The trailer's count is made anew. */
  readonly segments: readonly string[];
  readonly envelope: {
    readonly encoding: 'utf8' | 'latin1';
    readonly delimiters: Delimiters;
    /** The interchange and group headers, terminators included. */
    readonly head: string;
    readonly tail: string;
    /** Instant at which it was received: the agreement of that day holds. */
    readonly receivedAt: string;
    readonly controlNumber: string;
    readonly group: string;
    readonly byteRange: { readonly from: number; readonly to: number };
    /** How its partner was told of it. */
    readonly acknowledged: string;
  };
}

/** Longer ones are not corrected by hand. */
const mostBytes = 256 * 1024;
const [lineFeed, space] = [0x0a, 0x20];
const hasBinary = /^(?:BIN|BDS|UNO)\b/;

/** A transaction set for correction; null where that makes no sense: it is too long, or holds binary data. */
export function suspend(
  bytes: Uint8Array,
  { json, byteRange, problems, verdict }: ReceivedTransaction,
  group: Pick<ReceivedGroup, 'envelope'>,
  { envelope, byteRange: whole }: Pick<OpenedInterchange, 'envelope' | 'byteRange'>,
  receivedAt: Date,
): Suspended | null {
  if (byteRange.to - byteRange.from > mostBytes) return null;
  const { standard, delimiters } = detectDialect(bytes, whole.from);
  const header = headerEnd(bytes, whole.from, delimiters);
  const parts = [bytes.subarray(whole.from, header), bytes.subarray(byteRange.from, byteRange.to)];
  const encoding = parts.every(isUtf8) ? 'utf8' : 'latin1';
  const [headText = '', setText = ''] = parts.map((part) => Buffer.from(part).toString(encoding));
  const segments = splitSegments(setText, delimiters);
  if (segments.some((segment) => hasBinary.test(segment))) return null;
  const character = (byte: number): string => String.fromCharCode(byte);
  const line = (...elements: string[]): string =>
    elements.join(character(delimiters.element)) + character(delimiters.segment);
  const { controlNumber } = envelope;
  const gs = group.envelope;
  const inGroup = standard === 'X12' && gs !== null;
  const digits = (one: string): string => one.replaceAll(/[-:]/g, '');
  const opened = inGroup
    ? line(
        ...['GS', gs.code, gs.sender, gs.receiver, digits(gs.date), digits(gs.time), gs.controlNumber],
        ...['X', gs.version],
      )
    : '';
  const closed = inGroup ? line('GE', '1', gs.controlNumber) : '';
  return {
    type: json.type,
    problems: problems.map(({ message, remedy }) => `${message}. ${remedy}`),
    segments,
    envelope: {
      ...{ encoding, delimiters, receivedAt: receivedAt.toISOString(), controlNumber, byteRange },
      head: headText + opened,
      tail: closed + line(standard === 'X12' ? 'IEA' : 'UNZ', '1', controlNumber),
      ...{ group: gs?.controlNumber ?? '', acknowledged: verdict },
    },
  };
}

/** A group as an interchange of its own. */
export function alone(
  bytes: Uint8Array,
  { from, to }: ReceivedGroup['byteRange'],
  { envelope, byteRange: whole }: Pick<OpenedInterchange, 'envelope' | 'byteRange'>,
): Buffer {
  const { standard, delimiters } = detectDialect(bytes, whole.from);
  const trailer = [standard === 'X12' ? 'IEA' : 'UNZ', '1', envelope.controlNumber];
  return Buffer.concat([
    bytes.subarray(whole.from, headerEnd(bytes, whole.from, delimiters)),
    bytes.subarray(from, to),
    Buffer.from(
      trailer.join(String.fromCharCode(delimiters.element)) + String.fromCharCode(delimiters.segment),
      'latin1',
    ),
  ]);
}

/** Whether a payload is a transaction set that was suspended. */
export function isSuspended(payload: unknown): payload is Suspended {
  if (typeof payload !== 'object' || payload === null) return false;
  const { segments, envelope } = payload as Partial<Suspended>;
  return Array.isArray(segments) && typeof envelope?.head === 'string' && typeof envelope.tail === 'string';
}

/** The corrected transaction set as an interchange of its own, its trailer counting what it holds now. */
export function resume({ segments, envelope }: Suspended): Uint8Array {
  const { delimiters, head, tail, encoding } = envelope;
  const element = String.fromCharCode(delimiters.element);
  const terminator = String.fromCharCode(delimiters.segment);
  const [header = '', ...others] = segments.filter((segment) => segment.trim() !== '');
  const body = others.filter((segment) => !/^(?:SE|UNT)\b/.test(segment));
  const [id, ...named] = header.split(element);
  const trailer = [
    id === 'UNH' ? 'UNT' : 'SE',
    String(body.length + 2),
    (id === 'UNH' ? named[0] : named[1]) ?? '',
  ].join(element);
  const text = [header, ...body, trailer].map((segment) => segment + terminator).join('');
  return Buffer.from(head + text + tail, encoding);
}

/** After the terminator of ISA or UNB; UNA has none of its own but its last character. */
function headerEnd(bytes: Uint8Array, from: number, delimiters: Delimiters): number {
  const advice = bytes[from] === 0x55 && bytes[from + 2] === 0x41 ? 9 : 0;
  let at = from + advice;
  while (at < bytes.length && bytes[at] !== delimiters.segment)
    at += bytes[at] === delimiters.release ? 2 : 1;
  return at + 1;
}

function splitSegments(text: string, { segment, release }: Delimiters): string[] {
  const segments: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === release) at += 1;
    else if (code === segment) {
      segments.push(text.slice(start, at).replace(/^[\r\n ]+/, ''));
      start = at + 1;
    }
  }
  return segments;
}

/** Printable text that reads the same in UTF-8. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return bytes.every((byte) => byte >= space || byte === lineFeed || byte === 0x0d);
  } catch {
    return false;
  }
}
