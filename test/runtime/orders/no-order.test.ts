import { expect } from 'chai';
import { answerReleaseChange } from '../../../runtime/orders/answer-release-change.ts';
import { correctInvoice } from '../../../runtime/orders/correct-invoice.ts';
import { releaseHold } from '../../../runtime/orders/release-hold.ts';
import { codeOf } from '../../support/decision-ledger.ts';
import { deciding } from './deciding.ts';

const key = 'stock-reconciliation/WH-1';
const of = { tenant: 'northwind', key, by: 'admin', reason: 'x' };
const around = deciding({ key }, '2026-03-02T08:00:00.000Z', '', [], 'stock-reconciliation').options;
const options = { ...around, packs: { ...around.packs, file: () => null } };

describe('decisions on what is no order', () => {
  it('are refused with the code of what it does not have', async () => {
    const codes = [
      releaseHold({ ...of, holdId: 'h-1' }, options),
      answerReleaseChange({ ...of, requestNumber: 'R-1/1', accepted: true }, options),
      correctInvoice({ ...of, invoiceNumber: 'INV-1', rebill: true }, options),
    ].map(codeOf);
    expect(await Promise.all(codes)).to.deep.equal([
      ...['CD_PROCESS_HOLD_UNKNOWN', 'CD_PROCESS_QUESTION_UNKNOWN', 'CD_BILLING_CORRECTION_UNKNOWN'],
    ]);
  });
});
