import { CrossdockError } from '../../errors.ts';
import { charsetOfLevel } from '../charset.ts';
import { areSound, type Delimiters, sharedDelimiters, shown } from '../delimiters.ts';
import type { Dialect } from '../dialect.ts';
import { excerpt, mostFiller, skipFiller } from '../filler.ts';

const code = (character: string): number => character.charCodeAt(0);

/** Service characters when there is no UNA (ISO 9735, clause on the service string advice). */
const usual: Delimiters = {
  component: code(':'),
  element: code('+'),
  release: code('?'),
  repetition: null,
  segment: code("'"),
};

/** Level B without UNA may use the information separators IS1, IS3 and IS4. */
const levelB: Delimiters = { component: 0x1f, element: 0x1d, release: null, repetition: null, segment: 0x1c };

/** Longest "UNB+UNOA:4" prefix: tag, separator, level, separator, version, separator. */
const prefixLength = 12;

/**
 * Reads the service characters from UNA or takes the defaults, then the character set and syntax version
 * from UNB. A repetition separator exists only from syntax version 4: UNA's fifth character, "*" without UNA.
 */
export function detectEdifact(bytes: Uint8Array, at: number, base = 0): Dialect {
  const tag = Buffer.from(bytes.subarray(at, at + 3)).toString('latin1');
  if (tag === 'UIB') throw new CrossdockError('CD_EDI_INTERACTIVE_REFUSED', { byte: base + at });
  const advised = tag === 'UNA' ? readAdvice(bytes, at, base) : null;
  const from = advised ? skipFiller(bytes, at + 9, mostFiller) : at;
  const header = Buffer.from(bytes.subarray(from, from + prefixLength)).toString('latin1');
  if (header.startsWith('UIB')) throw new CrossdockError('CD_EDI_INTERACTIVE_REFUSED', { byte: base + from });
  if (!header.startsWith('UNB')) {
    throw new CrossdockError('CD_EDI_NOT_EDI', { byte: base + from, found: excerpt(bytes, from) });
  }
  const service = advised?.delimiters ?? (header.charCodeAt(3) === levelB.element ? levelB : usual);
  const [, level = '', version = ''] = /^UNB.([A-Z]{4}).([1-4])/s.exec(header) ?? [];
  const separated =
    header.charCodeAt(3) === service.element &&
    (header.charCodeAt(8) === service.component || header.length < 9);
  if (level === '' || !separated) {
    throw new CrossdockError('CD_EDI_UNB_INVALID', { byte: base + from, found: header.slice(4, 10) });
  }
  const charset = charsetOfLevel(level);
  if (!charset) throw new CrossdockError('CD_EDI_CHARSET_UNSUPPORTED', { byte: base + from, charset: level });
  const repetition = version === '4' ? (advised ? advised.repetition : code('*')) : null;
  const delimiters = { ...service, repetition };
  refuseUnsound(delimiters, base + at);
  return {
    standard: 'EDIFACT',
    delimiters: sharedDelimiters(delimiters),
    charset,
    from: base + from,
  };
}

function readAdvice(
  bytes: Uint8Array,
  at: number,
  base: number,
): { delimiters: Delimiters; repetition: number | null } {
  const [component, element, , release, reserved, segment] = bytes.subarray(at + 3, at + 9);
  if (component === undefined || element === undefined || segment === undefined) {
    throw new CrossdockError('CD_EDI_TRUNCATED', {
      byte: base + bytes.length,
      segmentId: 'UNA',
      terminator: "'",
    });
  }
  const orNone = (byte: number | undefined): number | null =>
    byte === undefined || byte === 0x20 ? null : byte;
  const delimiters = { component, element, release: orNone(release), repetition: null, segment };
  refuseUnsound(delimiters, base + at);
  return { delimiters, repetition: orNone(reserved) };
}

function refuseUnsound(delimiters: Delimiters, byte: number): void {
  if (areSound(delimiters)) return;
  const { component, element, release, repetition, segment } = delimiters;
  throw new CrossdockError('CD_EDI_DELIMITERS_INVALID', {
    byte,
    delimiters: shown(component, element, release, repetition, segment),
  });
}
