import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Agreement, parseAgreement } from '../../../../domain/edi/agreement.ts';
import { buildAdvice } from '../../../../domain/edi/exchange/advice.ts';
import { adviceVerdicts } from '../../../../domain/edi/exchange/advice-verdicts.ts';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { receive } from '../../../../domain/edi/receive.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { agreementOf, now } from '../agreements.ts';

const otherSide = (agreement: Agreement): Agreement => ({
  ...agreement,
  ...{ partner: agreement.own, own: agreement.partner, receives: agreement.sends },
});

const read = (bytes: Uint8Array, agreement: Agreement) => {
  const context = { agreementFor: () => agreement, guideFor: libraryGuide, now };
  const [interchange] = receive(bytes, context).interchanges;
  expect(interchange?.transactions[0]?.problems).to.deep.equal([]);
  return adviceVerdicts(interchange!.transactions[0]!.json);
};

describe('an advice that is written', () => {
  for (const [name, type, version] of [
    ['acme', '824', '004010'],
    ['acme', '824', '005010'],
    ['globex', 'APERAK', 'D96A'],
    ['globex', 'APERAK', 'D01B'],
  ] as const) {
    for (const verdict of ['accepted', 'accepted-with-errors', 'rejected'] as const) {
      it(`is understood by its receiver: ${type} ${version} ${verdict}`, () => {
        const agreement = parseAgreement({ ...agreementOf(name), sends: { [type]: { version } } }, name);
        const errors =
          verdict === 'accepted' ? [] : [{ text: `A long story, ${'told twice; '.repeat(20)}end` }];
        const about = {
          type: '850',
          number: 'PO-1',
          controlNumber: '000000007',
          group: '7',
          transaction: '0001',
        };
        const advice = { number: 'A-1', verdict, errors, about };
        const transactions = [{ ...buildAdvice(advice, agreement, now), version }];
        const controlNumbers = { interchangeControlNumber: '1' };
        const text = write({ standard: agreement.standard, agreement, transactions, controlNumbers, now });
        const [told] = read(Buffer.from(text, 'latin1'), otherSide(agreement));
        expect(told).to.deep.include({ kind: type, status: verdict, number: 'PO-1' });
        const words = (told?.errors.map((error) => error.text) ?? []).join('').replaceAll(' ', '');
        expect(words).to.equal(
          errors
            .map((error) => error.text)
            .join('')
            .replaceAll(' ', ''),
        );
      });
    }
  }
});

describe('adviceVerdicts', () => {
  it('finds in an APERAK what it answers and why', () => {
    const bytes = readFileSync(new URL('../../../fixtures/edi/edifact/d01b/aperak.edi', import.meta.url));
    const agreement = { ...agreementOf('globex'), test: false, receives: { APERAK: { version: 'D01B' } } };
    expect(read(bytes, agreement)).to.deep.equal([
      {
        ...{ kind: 'APERAK', status: 'rejected', group: '', transaction: '', type: '', number: 'PO-90455' },
        errors: [{ code: '12', text: 'Article 5410041001211 is sold out' }],
      },
    ]);
  });
});
