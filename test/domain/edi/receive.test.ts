import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { receive } from '../../../domain/edi/receive.ts';
import { agreementOf, context } from './agreements.ts';

const here = new URL('.', import.meta.url).pathname;
const sample = readFileSync(`${here}x12/cases/850-three-good-one-bad/input.edi`);
const acme = agreementOf('acme');
const under = (change: object) =>
  receive(sample, { ...context, agreementFor: () => ({ ...acme, ...change }) }).interchanges[0]!;

describe('receive under an agreement', () => {
  it('rejects everything that exceeds the limits agreed', () => {
    const { problems, transactions, acknowledgement } = under({
      limits: { bytes: 500, transactions: 3, segments: 9 },
    });
    expect(problems.map(({ code }) => code)).to.deep.equal([
      'CD_EDI_LIMIT_BYTES',
      'CD_EDI_LIMIT_TRANSACTIONS',
      'CD_EDI_LIMIT_SEGMENTS',
    ]);
    expect(transactions.some(({ accepted }) => accepted)).to.equal(false);
    expect(acknowledgement).to.equal(undefined);
  });

  it('rejects everything when it is not in force', () => {
    const { problems, transactions } = under({ effective: { from: '2026-02-01', to: '2026-12-31' } });
    expect(problems[0]!.message).to.include('is effective from 2026-02-01 to 2026-12-31, not on 2026-01-15');
    expect(transactions.some(({ accepted }) => accepted)).to.equal(false);
  });

  it('accepts with errors where that is agreed, and says so in the 997', () => {
    const { transactions, acknowledgement } = under({ validation: { errors: 'accept' } });
    expect(transactions.map(({ verdict }) => verdict)).to.deep.equal([
      'accepted',
      'accepted',
      'accepted-with-errors',
      'accepted',
    ]);
    expect(acknowledgement?.transactions[0]?.segments.AK9).to.include({ AK901: 'E', AK904: '4' });
  });

  it('sends no acknowledgement where none is agreed', () => {
    expect(under({ acknowledge: { functional: 'none' } })).to.not.have.property('acknowledgement');
  });

  it('names the guide that is missing', () => {
    const { transactions } = under({ receives: { 850: { version: '004010', guide: 'acme/850' } } });
    expect(transactions[0]!.problems[0]!.message).to.equal('There is no guide acme/850');
  });
});
