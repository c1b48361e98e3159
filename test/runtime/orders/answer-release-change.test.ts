import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import { answerReleaseChange } from '../../../runtime/orders/answer-release-change.ts';
import { input } from '../../domain/process/documents.ts';
import { codeOf } from '../../support/decision-ledger.ts';
import { deciding } from './deciding.ts';

const at = '2026-03-02T08:00:00.000Z';
const process = [
  input('order-release', { lines: { 1: 10 } }, 'm-1', at),
  input('order-change', { lines: { 1: 8 } }, 'm-2', at),
].reduce(
  (so, each) => apply(so, each).process,
  apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-0', at)).process,
);

function answered(more = {}, readers: readonly string[] = ['order-to-cash']) {
  const { options, commits } = deciding(process, at, 'release-change-answers', readers);
  const answer = {
    ...{ tenant: 'northwind', key: process.key, requestNumber: 'R-1/1', accepted: false },
    ...{ by: 'admin', reason: 'on the dock', ...more },
  };
  return { done: answerReleaseChange(answer, options), commits };
}

describe('answerReleaseChange', () => {
  it('hands the answer to the packs that take them, audited, in one commit', async () => {
    const { done, commits } = answered({ id: 'click-1234' });
    expect(await done).to.deep.equal(['channel:release-change-answers/order-to-cash']);
    const [message, audit] = commits[0]!;
    expect(message).to.have.nested.property('message.idempotencyKey').that.includes('click-1234');
    expect(message)
      .to.have.nested.property('message.body.payload')
      .that.deep.equals({
        ...{ requestNumber: 'R-1/1', releaseNumber: 'R-1', accepted: false },
        reason: 'on the dock (admin)',
      });
    expect(audit)
      .to.have.property('entry')
      .that.deep.includes({ action: 'release-change.answered', subject: 'R-1/1', data: { accepted: false } });
  });

  it('refuses an answer nobody waits for', async () => {
    expect(await codeOf(answered({ requestNumber: 'R-1/9' }).done)).to.equal('CD_PROCESS_QUESTION_UNKNOWN');
    expect(await codeOf(answered({ key: 'C-1/PO-9' }).done)).to.equal('CD_PROCESS_UNKNOWN');
    expect(await codeOf(answered({}, []).done)).to.equal('CD_PROCESS_QUESTION_UNKNOWN');
  });
});
