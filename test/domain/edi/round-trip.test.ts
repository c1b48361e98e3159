import { expect } from 'chai';
import fc from 'fast-check';
import type { Agreement } from '../../../domain/edi/agreement.ts';
import { encode } from '../../../domain/edi/charset.ts';
import { libraryGuide, loadGuide } from '../../../domain/edi/guides/load.ts';
import type { LoopValues, SegmentValues } from '../../../domain/edi/json-form.ts';
import { receive } from '../../../domain/edi/receive.ts';
import { charsetOf } from '../../../domain/edi/write/syntax.ts';
import { write } from '../../../domain/edi/write/write.ts';
import { agreementOf, now } from './agreements.ts';
import { arbitraryBody } from './arbitrary-transaction.ts';

const guides = [
  'x12/004010/850',
  'x12/004010/940',
  'x12/004010/945',
  'x12/004010/214',
  'x12/004010/997',
  'edifact/d96a/orders',
  'edifact/d3/contrl',
];

/** The agreement as the other side holds it. */
const mirrored = (agreement: Agreement, type: string, version: string): Agreement => ({
  ...agreement,
  partner: agreement.own,
  own: agreement.partner,
  receives: { [type]: { version } },
});

describe('read after write', () => {
  it('gives back no value that was nothing but spaces', () => {
    const segments = (street: SegmentValues): LoopValues => ({
      BEG: { BEG01: '00', BEG02: 'SA', BEG03: 'PO-1', BEG05: '20260115' },
      N1Loop: [{ N1: { N101: 'ST', N102: 'Acme' }, N3: [street] }],
      PO1Loop: [{ PO1: { PO101: '1', PO102: '4', PO103: 'EA', PO104: '1' } }],
    });
    const agreement = agreementOf('acme');
    const transactions = [{ type: '850', version: '004010', segments: segments({ N301: 'A', N302: 'B' }) }];
    const controlNumbers = { interchangeControlNumber: '42' };
    const text = write({ standard: 'X12', agreement, transactions, controlNumbers, now });
    const theirs = mirrored(agreement, '850', '004010');
    const spaced = Buffer.from(text.replace('N3*A*B', 'N3*A* '));
    const { interchanges } = receive(spaced, {
      agreementFor: () => theirs,
      guideFor: libraryGuide,
      now,
    });
    expect(interchanges[0]?.transactions[0]?.json.segments).to.deep.equal(segments({ N301: 'A' }));
  });

  for (const ref of guides) {
    it(`gives back any document that ${ref} allows`, () => {
      const guide = loadGuide(ref);
      const { standard, version, type } = guide;
      const agreement = agreementOf(standard === 'X12' ? 'acme' : 'globex');
      const theirs = mirrored(agreement, type, version);
      const bodies = fc.array(arbitraryBody(guide), { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(bodies, (documents) => {
          const transactions = documents.map((segments) => ({ type, version, segments }));
          const controlNumbers = { interchangeControlNumber: '42' };
          const text = write({ standard, agreement, transactions, controlNumbers, now });
          const bytes = encode(text, charsetOf(agreement));
          const received = receive(bytes, { agreementFor: () => theirs, guideFor: libraryGuide, now });
          const [interchange] = received.interchanges;
          expect(received.errors).to.deep.equal([]);
          expect(interchange!.problems).to.deep.equal([]);
          expect(interchange!.transactions.map(({ json }) => json.segments)).to.deep.equal(documents);
          expect(interchange!.transactions.every(({ accepted }) => accepted)).to.equal(true);
        }),
        { numRuns: 60 },
      );
    });
  }
});
