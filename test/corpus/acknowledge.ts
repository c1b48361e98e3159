import { parseAgreement } from '../../domain/edi/agreement.ts';
import type { InterchangeEnvelope } from '../../domain/edi/envelope.ts';
import { readInterchanges, readSegments } from '../../domain/edi/read-interchanges.ts';
import { receive } from '../../domain/edi/receive.ts';
import { write } from '../../domain/edi/write/write.ts';
import { healthCare } from './health-care.ts';

const now = new Date('2026-01-15T12:00:00Z');
const sets = ['270', '278', '834', '835', '837'];

/** Of an acknowledgement: what says something about what was received, and not who says it and when. */
const verdicts = /^(?:TA1|[AI]K\d|CTX)\*/;

/** The segments with verdicts in a file, elements separated by `*`; those of interchanges come last. */
export function verdictsIn(bytes: Uint8Array): string[] {
  const lines = Array.from(readSegments(bytes), (cursor) =>
    [cursor.id(), ...Array.from({ length: cursor.elements }, (_, index) => cursor.text(index + 1))].join('*'),
  );
  const said = lines.filter((line) => verdicts.test(line));
  return [
    ...said.filter((line) => !line.startsWith('TA1')),
    ...said.filter((line) => line.startsWith('TA1')),
  ];
}

const termsWith = ({ sender, receiver, test }: InterchangeEnvelope, functional: '997' | '999') =>
  parseAgreement(
    {
      ...{ agreement: 'corpus', version: '1.0.0', effective: { from: '2000-01-01' }, tenant: 'corpus' },
      ...{ standard: 'X12', partner: sender, own: receiver, test },
      receives: Object.fromEntries(sets.map((set) => [set, {}])),
      sends: {},
      acknowledge: { functional },
      controlNumbers: { interchange: 'corpus' },
      validation: { unknownCodes: 'reject' },
      delimiters: { component: ':' },
    },
    'corpus',
  );

/** What we answer to a file of one X12 interchange whose sender we know: the segments with verdicts. */
export function answerTo(bytes: Uint8Array, functional: '997' | '999'): string[] {
  const [first] = readInterchanges(bytes);
  if (!first) return [];
  const agreement = termsWith(first.envelope, functional);
  const context = { agreementFor: () => agreement, guideFor: healthCare.guideFor, now };
  const [interchange] = receive(bytes, context).interchanges;
  const { acknowledgement, receipt } = interchange ?? {};
  const transactions = [...(acknowledgement?.transactions ?? []), ...(receipt?.transactions ?? [])];
  if (transactions.length === 0) return [];
  const groupControlNumbers = transactions.map((_, index) => String(index + 1));
  const controlNumbers = { interchangeControlNumber: '1', groupControlNumbers };
  const text = write({ standard: 'X12', agreement, transactions, controlNumbers, now });
  return verdictsIn(Buffer.from(text, 'latin1'));
}
