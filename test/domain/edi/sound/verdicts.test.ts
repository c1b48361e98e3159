import { expect } from 'chai';
import fc from 'fast-check';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import type { Change, Overlay } from '../../../../domain/edi/guides/guide.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { type ReceiveContext, receive } from '../../../../domain/edi/receive.ts';
import type { ReceivedInterchange } from '../../../../domain/edi/received.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { damaged } from '../../../fuzz/edi.ts';
import { now } from '../agreements.ts';
import { withCloseLook } from './close-look.ts';
import { anySample, repeated } from './many-sets.ts';

const overlay = (guide: string, changes: readonly Change[]): Overlay => ({
  ...{
    overlay: guide.replaceAll('/', '-'),
    version: '1.0.0',
    level: 'partner',
    effective: { from: '2026-01-01' },
  },
  ...{ guide, source: 'test', changes },
});

/** Some guides ask for more than their standard, so that a 999 tells both apart. */
const guides = new GuideLibrary(
  library,
  [
    overlay('x12/005010/850', [
      { at: 'REF', remove: true },
      {
        addRule: { rule: 'terms', at: 'N1Loop.N1', excludes: 'N1Loop.N3', says: 'a party has no address' },
      },
    ]),
    overlay('x12/004010/850', [
      { at: 'PO1Loop', max: 2 },
      { at: 'BEG03', max: 6 },
    ]),
    overlay('edifact/d96a/orders', [{ at: 'DTM', max: 2 }]),
  ],
  '2026-01-15',
);

type Terms = Pick<Agreement, 'validation'> & { readonly functional: '997' | '999' };

/** An agreement that takes everything that is in a file. */
function agreementFor(bytes: Buffer, { functional, validation }: Terms): Agreement {
  const [interchange] = readInterchanges(bytes);
  const standard = interchange?.dialect.standard ?? 'X12';
  const sets = interchange?.groups.flatMap(({ transactions }) => transactions) ?? [];
  const sends = standard === 'X12' ? { [functional]: {} } : { CONTRL: { version: 'D3' } };
  return {
    ...{
      agreement: 'any',
      version: '1.0.0',
      effective: { from: '2026-01-01' },
      standard,
      tenant: 'northwind',
    },
    ...{ partner: { id: 'PARTNER', qualifier: 'ZZ' }, own: { id: 'CROSSDOCK', qualifier: 'ZZ' }, sends },
    test: interchange?.envelope.test ?? false,
    receives: Object.fromEntries(sets.map(({ type, version }) => [type, { version }])),
    acknowledge: { functional: standard === 'X12' ? functional : 'CONTRL', interchange: 'always' },
    controlNumbers: { interchange: 'any' },
    ...(validation && { validation }),
  };
}

function writtenAnswers({ acknowledgement, receipt }: ReceivedInterchange, agreement: Agreement): string[] {
  return [acknowledgement, receipt].flatMap((answer) => {
    if (!answer || answer.transactions.length === 0) return [];
    const { transactions } = answer;
    const groupControlNumbers = transactions.map((_, index) => String(index + 1));
    const several = transactions.length > 1 ? { groupControlNumbers } : {};
    return write({
      ...{ standard: agreement.standard, agreement, transactions, now },
      controlNumbers: { interchangeControlNumber: '1', ...several },
    });
  });
}

interface Judgement {
  readonly verdicts: string;
  readonly answers: readonly string[];
}

function judged(bytes: Buffer, agreement: Agreement): Judgement {
  const context: ReceiveContext = {
    agreementFor: (_sender, _receiver, standard) => (standard === agreement.standard ? agreement : null),
    ...{ guideFor: guides.guideFor, now },
  };
  const { errors, interchanges } = receive(bytes, context);
  const sets = interchanges.flatMap(({ transactions }) => transactions);
  return {
    verdicts: JSON.stringify([errors, sets.map(({ json: _, ...set }) => set)]),
    answers: interchanges.flatMap((one) => writtenAnswers(one, agreement)),
  };
}

const terms = fc.record(
  {
    functional: fc.constantFrom('997', '999'),
    validation: fc.record(
      {
        unknownCodes: fc.constantFrom('ignore', 'warn', 'reject'),
        errors: fc.constantFrom('reject', 'suspend', 'accept'),
        together: fc.constantFrom('transaction', 'group', 'interchange'),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['functional'] },
);

describe('what is said of a file that is read in runs', function () {
  this.timeout(60_000);

  it('is what is said after a close look at every segment: verdicts, and 997, 999, CONTRL and TA1 to the byte', () => {
    const seen = new Set<string>();
    const files = fc
      .tuple(anySample(), fc.integer({ min: 1, max: 4 }))
      .map(([sample, times]) => repeated(sample, times))
      .chain((bytes) => fc.oneof(fc.constant(bytes), damaged([bytes])));
    fc.assert(
      fc.property(files, terms, (bytes, agreed) => {
        const agreement = agreementFor(bytes, agreed);
        const inRuns = judged(bytes, agreement);
        expect(inRuns).to.deep.equal(withCloseLook(() => judged(bytes, agreement)));
        for (const answer of inRuns.answers)
          for (const [found] of answer.matchAll(/\b(?:AK[59]|IK5|TA1|UC[IM])[*+]/g))
            seen.add(found.slice(0, 3));
      }),
      { numRuns: 300 },
    );
    expect([...seen].sort()).to.deep.equal(['AK5', 'AK9', 'IK5', 'TA1', 'UCI', 'UCM']);
  });
});
