import type { Problem } from '../../../domain/edi/problem.ts';
import { receive } from '../../../domain/edi/receive.ts';
import type { ReceivedInterchange } from '../../../domain/edi/received.ts';
import { reconcile } from '../../../domain/edi/reconcile.ts';
import { write } from '../../../domain/edi/write/write.ts';
import { context, now } from './agreements.ts';

const briefly = ({ code, severity, message, location }: Problem) => ({ code, severity, message, location });

function acknowledgementText({ acknowledgement, agreement }: ReceivedInterchange): string[] | undefined {
  if (!acknowledgement || !agreement) return undefined;
  const { transactions } = acknowledgement;
  const groupControlNumbers =
    transactions.length > 1 ? transactions.map((_, index) => String(index + 1)) : undefined;
  const text = write({
    standard: agreement.standard,
    agreement,
    transactions,
    controlNumbers: {
      interchangeControlNumber: '000000001',
      ...(groupControlNumbers ? { groupControlNumbers } : {}),
    },
    now,
  });
  return text.trim().split('\n');
}

/** Everything that receiving a file gives, in the form of a case's `expected.json`. */
export function report(bytes: Uint8Array): unknown {
  const { interchanges, errors } = receive(bytes, context);
  const shown = interchanges.map((interchange) => ({
    agreement: interchange.agreement?.agreement ?? null,
    byteRange: interchange.byteRange,
    problems: interchange.problems.map(briefly),
    transactions: interchange.transactions.map(({ json, byteRange, problems, verdict, accepted }) => ({
      verdict,
      byteRange,
      problems: problems.map(briefly),
      json,
      ...(accepted && ['997', 'CONTRL'].includes(json.type) ? { reconciled: reconcile(json) } : {}),
    })),
    acknowledgement: acknowledgementText(interchange),
  }));
  return { errors: errors.map(briefly), interchanges: shown };
}
