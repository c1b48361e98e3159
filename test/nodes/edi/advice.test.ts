import { expect } from 'chai';
import { runtime as ediRead } from '../../../nodes/edi-read/runtime.ts';
import { runtime as ediWrite } from '../../../nodes/edi-write/runtime.ts';
import { globexOrders } from '../../../partners/customers/documents.ts';
import { composeX12 } from '../../../partners/x12.ts';
import { deploy } from '../../support/deploy-node.ts';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import { acme, at, fastship, orders, packFile, raised, release, startEdiFlow, stores } from './edi-flow.ts';

const now = () => new Date(at);
const ends = { agreement: 'agreements/a.yaml' };
const acmeTerms = { ...acme, sends: { ...acme.sends, 824: { version: '004010' } } };
const globex = {
  ...acme,
  agreement: 'globex',
  standard: 'EDIFACT',
  partner: { id: '4006381000017', qualifier: '14' },
  own: { id: '4006381000000', qualifier: '14' },
  receives: { ORDERS: { version: 'D96A' } },
  sends: { APERAK: { version: 'D96A' } },
  acknowledge: { functional: 'CONTRL' },
};
const shipTo = { name: 'S', street: 'Kai 1', city: 'Hamburg', postalCode: '20095', country: 'DE' };

/** Reads a document, and writes what becomes of it. */
async function advise(terms: object, payload: string, decision: object) {
  const packFiles = { 'agreements/a.yaml': packFile(terms) };
  const read = await deploy(ediRead, ends, { packFiles, now }).receive({ payload });
  const [document] = read.outputs.transaction ?? [];
  const writer = deploy(ediWrite, { ...ends, writes: 'advice' }, { packFiles, now });
  const { outputs, error } = await writer.receive({ ...document, payload: { canonical: true }, ...decision });
  return { text: String(outputs.interchange?.[0]?.payload), error };
}

describe('an application advice that we write', () => {
  it('rejects an order by 824 for the error of the flow, and names it by number and control numbers', async () => {
    const message = `item NW-9 is unknown; ${'it was looked for everywhere '.repeat(5)}~ and *not* found`;
    const { text, error } = await advise(acmeTerms, orders(7, ['PO-7']), { error: { message } });
    expect(error).to.equal(undefined);
    expect(text)
      .to.match(/GS\*AG\*/)
      .and.match(/BGN\*00\*[0-9A-F]{30}\*20260301\*1200~/)
      .and.contain('OTI*TR*TN*PO-7*ACMERETAIL*CROSSDOCK***7*0001*850~')
      .and.contain('TED*848*item NW-9 is unknown; it was looked for everywhere it was lo~')
      .and.contain('NTE*GEN*');
  });

  it('accepts an order where nothing is wrong, and says what was decided otherwise', async () => {
    expect((await advise(acmeTerms, orders(7, ['PO-7']), {})).text).to.contain('OTI*TA*TN*PO-7*');
    const advice = {
      verdict: 'accepted-with-errors',
      errors: [{ text: 'price differs', code: '012', line: '1' }],
    };
    const { text } = await advise(acmeTerms, orders(7, ['PO-7']), { advice });
    expect(text).to.contain('OTI*TE*TN*PO-7*').and.to.contain('TED*012*1: price differs~');
  });

  it('rejects a message by APERAK', async () => {
    const order = globexOrders(
      { number: 'GX-1', shipTo, control: 3, lines: [{ sku: 'NW-1', cartons: 1 }] },
      now(),
    );
    const advice = { verdict: 'rejected', errors: [{ text: `unbekannt: ${'x'.repeat(400)}`, line: '2' }] };
    const { text, error } = await advise(globex, order, { advice });
    expect(error).to.equal(undefined);
    expect(text)
      .to.contain("RFF+ACW:GX-1'")
      .and.to.match(/BGM\+963\+[0-9A-F]{30}\+9\+RE'/)
      .and.to.contain("ERC+12'")
      .and.to.contain("RFF+LI:2'");
    expect(text.match(/ERC\+12'/g)).to.have.length(2);
  });

  for (const [what, decision] of [
    ['without msg.edi', { edi: undefined }],
    ['with a verdict that is none', { advice: { verdict: 'perhaps' } }],
    ['with errors that say nothing', { advice: { verdict: 'rejected', errors: ['bad'] } }],
  ] as const) {
    it(`fails ${what}`, async () => {
      const { error } = await advise(acmeTerms, orders(7, ['PO-7']), decision);
      expect(error?.code).to.equal('CD_EDI_ADVICE_SUBJECT');
    });
  }

  it('fails when the agreement sends none', async () => {
    const { error } = await advise(acme, orders(7, ['PO-7']), {});
    expect(error?.code).to.equal('CD_EDI_NOT_SENT');
  });
});

for (const store of stores) {
  describe(`an application advice of the partner, in ${store}`, function () {
    this.timeout(60_000);
    const terms = {
      ...fastship,
      receives: { 824: { version: '004010' } },
      expects: { application: 'PT4H' },
    };
    const advice824 = (control: number, oti: string, ...more: string[]) =>
      composeX12(
        {
          ...{ senderQualifier: 'ZZ', sender: 'FASTSHIP', receiverQualifier: 'ZZ', receiver: 'CROSSDOCK' },
          ...{ functionalId: 'AG', control },
        },
        '824',
        [[`BGN*00*A-${control}*20260301`, oti, ...more]],
        now(),
      );
    let flows: RunningFlows;
    before(async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms }, store);
      await flows.accept('send', [release('R-1'), release('R-2')], { key: 'order' });
      await flows.untilNotes('order', 1);
    });
    after(() => flows.stop());

    const answer = async (key: string, payload: string) => {
      await flows.accept('receive', payload, { key });
      // The 824 itself is acknowledged as well.
      const notes = await flows.untilNotes(key, 2);
      return notes.find(({ name }) => name === 'status') as {
        name: string;
        data: { status: string; documents?: { number: string }[]; late?: true };
      };
    };

    it('reaches the document by its control numbers, with what is wrong', async () => {
      const { name, data } = await answer(
        'by numbers',
        advice824(1, 'OTI*TR*TN*whatever*****1*0001*940', 'TED*848*item is unknown'),
      );
      expect(name).to.equal('status');
      expect(data).to.deep.include({
        status: 'rejected',
        errors: [{ code: '848', text: 'item is unknown' }],
      });
      expect(data.documents?.map(({ number }) => number)).to.deep.equal(['R-1']);
    });

    it('is missed for the documents that got none, and closes their exception when it comes by number', async () => {
      await flows.call('advance', 4 * 3_600_000);
      const [overdue, ...others] = await flows.until('one is overdue', async () => {
        const open = await raised(flows);
        return open.length > 0 ? open : null;
      });
      expect(others).to.deep.equal([]);
      expect(overdue?.error.message).to.contain('with a 824').and.to.contain('940 R-2 (order)');
      const { data } = await answer('by name', advice824(2, 'OTI*TA*TN*R-2*******940'));
      expect(data).to.include({ status: 'accepted', late: true });
      expect(await raised(flows)).to.deep.equal([]);
      const history = await flows.ledger('history', 'northwind', 'order', 50);
      expect(history.filter(({ kind }) => kind === 'edi-advised').map(({ text }) => text)).to.deep.equal([
        '824 of fastship says that 940 R-1 of interchange 000000001 is rejected',
        '824 of fastship says that 940 R-2 of interchange 000000001 is accepted',
      ]);
    });

    it('says so when it speaks of what we have not sent', async () => {
      const { data } = await answer('stranger', advice824(3, 'OTI*TA*TN*R-77*******940'));
      expect(data).to.not.have.property('documents');
    });
  });
}
