import { CrossdockError } from '../../errors.ts';
import type { Agreement } from '../agreement.ts';
import type { Identity } from '../envelope.ts';
import { wireTime } from '../wire-date.ts';
import type { Syntax } from '../write/syntax.ts';
import { isToken } from '../write/token.ts';
import type { ControlNumbers, WrittenTransaction } from '../write/write.ts';

/** UNA, UNB, the messages, UNZ. No UNG: functional groups are hardly used with EDIFACT. */
export function edifactInterchange(
  transactions: readonly WrittenTransaction[],
  agreement: Agreement,
  syntax: Syntax,
  { interchangeControlNumber }: ControlNumbers,
  now: Date,
): string {
  const control = interchangeControlNumber;
  if (!isToken(control) && !/^[A-Za-z0-9]{1,14}$/.test(control)) {
    const problem = 'is no reference of 1 to 14 letters and digits';
    const { agreement: name } = agreement;
    throw new CrossdockError('CD_EDI_WRITE_ENVELOPE', {
      agreement: name,
      element: 'UNB05',
      value: control,
      problem,
    });
  }
  const { date, time } = wireTime(now, agreement.zone ?? 'UTC');
  const day = syntax.level.endsWith(':4') ? date : date.slice(2);
  const line = (...elements: string[]): string => {
    let end = elements.length;
    while (elements[end - 1] === '') end -= 1;
    return elements.slice(0, end).join(syntax.element) + syntax.segment + syntax.lineEnd;
  };
  const parts = (...components: string[]): string => components.filter(Boolean).join(syntax.component);
  const identity = ({ id, qualifier = '' }: Identity): string =>
    parts(released(id, syntax), released(qualifier, syntax));
  const una = `UNA${syntax.component}${syntax.element}.${syntax.release}${syntax.repetition || ' '}${syntax.segment}`;
  const unb = line(
    'UNB',
    syntax.level.replace(':', syntax.component),
    identity(agreement.own),
    identity(agreement.partner),
    parts(day, time.slice(0, 4)),
    control,
    '',
    '',
    '',
    agreement.acknowledge.technical ? '1' : '',
    '',
    agreement.test ? '1' : '',
  );
  const messages = transactions.map(({ type, version, association = '', segments }, index) => {
    const reference = String(index + 1);
    const named = /^(D)(\w+)$/.exec(version) ?? /^(\w)(\w+)$/.exec(version) ?? ['', version, ''];
    const identifier = parts(type, named[1] ?? '', named[2] ?? '', 'UN', association);
    const body = segments.join('');
    return line('UNH', reference, identifier) + body + line('UNT', String(segments.length + 2), reference);
  });
  const unz = line('UNZ', String(transactions.length), control);
  return una + syntax.lineEnd + unb + messages.join('') + unz;
}

function released(text: string, syntax: Syntax): string {
  const service = [syntax.element, syntax.component, syntax.repetition, syntax.segment, syntax.release];
  return [...text].map((one) => (service.includes(one) ? syntax.release + one : one)).join('');
}
