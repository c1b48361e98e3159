import { expect } from 'chai';
import fc from 'fast-check';
import type { Agreement } from '../../../domain/edi/agreement.ts';
import { encode } from '../../../domain/edi/charset.ts';
import { libraryGuide, loadGuide } from '../../../domain/edi/guides/load.ts';
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
