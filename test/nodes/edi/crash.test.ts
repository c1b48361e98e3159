import { expect } from 'chai';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import { fastship, release, startEdiFlow, stores } from './edi-flow.ts';

const documents = 60;

for (const store of stores) {
  describe(`control numbers of ours, in ${store}`, function () {
    this.timeout(60_000);
    let flows: RunningFlows;
    before(async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': fastship }, store);
    });
    after(() => flows.stop());

    it('have no gap and no double in what was delivered, through kills between their interchanges', async () => {
      const ids: string[] = [];
      for (let number = 1; number <= documents; number += 1) {
        const { id } = await flows.accept('send', release(`R-${number}`), { key: `order ${number}` });
        ids.push(id);
        if (number % 20 !== 0) continue;
        await flows.kill();
        await flows.restart();
      }
      await flows.until('every order is sent', async () => {
        await flows.call('advance', 1_000);
        const states = await Promise.all(ids.map(async (id) => (await flows.message(id))?.state));
        return states.every((state) => state === 'done');
      });
      const deliveries = await flows.ledger('deliveries', { limit: 1000 });
      const numbers = deliveries.map(
        ({ request }) => /^ISA(?:\*[^*]*){12}\*(\d{9})\*/.exec(String(request))?.[1],
      );
      const expected = Array.from({ length: documents }, (_, index) => String(index + 1).padStart(9, '0'));
      expect(numbers.sort()).to.deep.equal(expected);
      const [{ last } = { last: 0 }] = await flows.ledger('numbers');
      expect(last).to.equal(documents);
    });
  });
}
