/** The stand-ins' own, deliberately small, reading and writing of X12. It shares nothing with Crossdock's engine. */
export interface X12Envelope {
  readonly senderQualifier: string;
  readonly sender: string;
  readonly receiverQualifier: string;
  readonly receiver: string;
  readonly control: number;
  readonly functionalId: string;
}

export function composeX12(
  envelope: X12Envelope,
  type: string,
  transactions: readonly (readonly string[])[],
  at: Date,
): string {
  const date = at.toISOString().replace(/[-:T]/g, '');
  const control = String(envelope.control).padStart(9, '0');
  const isa = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    envelope.senderQualifier,
    envelope.sender.padEnd(15),
    envelope.receiverQualifier,
    envelope.receiver.padEnd(15),
    date.slice(2, 8),
    date.slice(8, 12),
    'U',
    '00401',
    control,
    '0',
    'P',
    '>',
  ];
  const segments = [
    isa.join('*'),
    `GS*${envelope.functionalId}*${envelope.sender}*${envelope.receiver}*${date.slice(0, 8)}*${date.slice(8, 12)}*${envelope.control}*X*004010`,
  ];
  for (const [index, body] of transactions.entries()) {
    const number = String(index + 1).padStart(4, '0');
    segments.push(`ST*${type}*${number}`, ...body, `SE*${body.length + 2}*${number}`);
  }
  segments.push(`GE*${transactions.length}*${envelope.control}`, `IEA*1*${control}`);
  return `${segments.join('~\n')}~\n`;
}

/** Segments as arrays of elements; delimiters from the ISA's fixed positions. @throws Error when it is not X12 */
export function parseX12(text: string): string[][] {
  if (!text.startsWith('ISA') || text.length < 106) throw new Error('not an X12 interchange');
  const element = text.charAt(3);
  const terminator = text.charAt(105);
  return text
    .split(terminator)
    .map((segment) => segment.replace(/^[\r\n]+/, ''))
    .filter((segment) => segment !== '')
    .map((segment) => segment.split(element));
}

/** A 997 for the functional group of `received`: all of it accepted, or all of it rejected. */
export function answer997(
  received: string[][],
  envelope: Omit<X12Envelope, 'functionalId'>,
  at: Date,
  accepted: boolean,
): string {
  const code = accepted ? 'A' : 'R';
  const gs = received.find(([id]) => id === 'GS') ?? [];
  const sets = received.filter(([id]) => id === 'ST');
  const body = [`AK1*${gs[1]}*${gs[6]}`];
  for (const st of sets) body.push(`AK2*${st[1]}*${st[2]}`, `AK5*${code}`);
  body.push(`AK9*${code}*${sets.length}*${sets.length}*${accepted ? sets.length : 0}`);
  return composeX12({ ...envelope, functionalId: 'FA' }, '997', [body], at);
}
