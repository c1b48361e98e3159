import { expect } from 'chai';
import {
  committed,
  delivery,
  digestOf,
  envelope,
  exception,
  type Factory,
  largeJson,
  message,
  processOperation,
  type Subject,
} from './samples.ts';

/** Content above 64 KB. */
export function claims(open: Factory): void {
  describe('content above 64 KB', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.dispose());

    const claimOf = (value: Parameters<typeof digestOf>[0]) => ({
      digest: digestOf(value),
      bytes: Buffer.byteLength(JSON.stringify(value)),
    });

    it('of a message is whole in a read of one, and a claim in reads of many', async () => {
      const { ledger, clock } = subject;
      const body = largeJson('grün');
      await ledger.accept([message('m1', { body }), message('m2')]);
      const one = await ledger.message('m1');
      expect(one?.body).to.deep.equal(body);
      expect(one).not.to.have.property('claim');
      const pending = await ledger.pending({ afterSequence: 0, limit: 9, now: clock.instant() });
      expect(pending.map(({ body, claim }) => [body, claim])).to.deep.equal([
        [null, claimOf(body)],
        [{ payload: { orderNumber: 'm2' } }, undefined],
      ]);
      const [, listed] = await ledger.messages({ limit: 9 });
      expect(listed?.claim).to.deep.equal(claimOf(body));
      expect(await ledger.content(digestOf(body))).to.deep.equal(body);
      expect(await ledger.content('0'.repeat(64))).to.equal(null);
    });

    it('of a delivery is a claim on its request and continuation', async () => {
      const { ledger, clock } = subject;
      const [request, continuation] = [largeJson('request'), { topic: 'posted' }];
      await committed(ledger, { op: 'deliver', delivery: delivery('d1', { request, continuation }) });
      expect(await ledger.delivery('d1')).to.deep.include({ request, continuation });
      const due = await ledger.dueDeliveries({ now: clock.instant(), afterSequence: 0, limit: 9 });
      const claim = claimOf({ request, continuation });
      expect(due[0]).to.deep.include({ request: null, continuation: null, claim });
      expect(await ledger.content(claim.digest)).to.deep.equal({ request, continuation });
    });

    it('of an answer, an exception, a process and a mended message is whole again', async () => {
      const { ledger } = subject;
      const [answer, document, state, body] = ['answer', 'document', 'state', 'body'].map(largeJson) as [
        ...[ReturnType<typeof largeJson>, ReturnType<typeof largeJson>],
        ...[ReturnType<typeof largeJson>, ReturnType<typeof largeJson>],
      ];
      const retry = { nodeId: 'n1', nodeName: 'map', body };
      await ledger.accept([message('m1', { body: document })]);
      await committed(
        ledger,
        { op: 'deliver', delivery: delivery('d1') },
        { op: 'delivered', deliveryId: 'd1', answer },
        { op: 'park', messageId: 'm1', attempts: 1, exception: exception('e1', { document, retry }) },
        processOperation({ state }),
      );
      expect((await ledger.delivery('d1'))?.answer).to.deep.equal(answer);
      expect(await ledger.exception('e1')).to.deep.include({ document, retry });
      expect((await ledger.process('northwind', 'C-ACME/PO-1'))?.state).to.deep.equal(state);
      await committed(
        ledger,
        { op: 'release', messageId: 'm1', body },
        processOperation({ expectVersion: 1 }),
      );
      expect((await ledger.message('m1'))?.body).to.deep.equal(body);
      expect((await ledger.process('northwind', 'C-ACME/PO-1'))?.state).to.deep.equal({ milestones: [] });
    });

    it('of a delivery is whole again with a mended request', async () => {
      const { ledger, clock } = subject;
      const continuation = largeJson('continuation');
      const raised = exception('e1', { kind: 'delivery', subjectId: 'd1' });
      await committed(
        ledger,
        { op: 'deliver', delivery: delivery('d1', { continuation }) },
        { op: 'failDelivery', deliveryId: 'd1', attempts: 8, exception: raised },
        { op: 'releaseDelivery', deliveryId: 'd1', request: 'mended' },
      );
      expect(await ledger.delivery('d1')).to.deep.include({ request: 'mended', continuation });
      const [due] = await ledger.dueDeliveries({ now: clock.instant(), afterSequence: 0, limit: 9 });
      const content = due?.claim ? await ledger.content(due.claim.digest) : due;
      expect(content).to.deep.include({ request: 'mended', continuation });
    });
  });

  describe('a delivery', () => {
    it('keeps an envelope of its own when it differs from that of its message', async () => {
      const subject = await open();
      const { ledger } = subject;
      await ledger.accept([message('m1')]);
      const other = { ...envelope('m1'), traceparent: '00-aaaa-bbbb-01' };
      await committed(
        ledger,
        { op: 'deliver', delivery: delivery('d1', { envelope: envelope('m1') }) },
        { op: 'deliver', delivery: delivery('d2', { envelope: other }) },
      );
      const reopened = await subject.reopen();
      expect((await reopened.delivery('d1'))?.envelope).to.deep.equal(envelope('m1'));
      expect(await reopened.delivery('d2')).to.deep.include({ envelope: other, messageId: 'm1' });
      await subject.dispose();
    });
  });
}
