import { expect } from 'chai';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import { fastship, release, startEdiFlow, stores } from './edi-flow.ts';

const minuteMs = 60_000;

for (const store of stores) {
  describe(`a batch of documents, in ${store}`, function () {
    this.timeout(60_000);
    let flows: RunningFlows;
    const start = async (batch: object) => {
      flows = await startEdiFlow({ 'agreements/a.yaml': { ...fastship, batch } }, store);
    };
    afterEach(() => flows.stop());

    const send = async (number: string) => {
      const { id } = await flows.accept('send', release(number), {
        ...{ key: `order ${number}`, properties: { reference: `ref ${number}` } },
      });
      await flows.untilState(id, 'done');
    };
    /** Interchanges so far, each as the numbers of its documents. */
    const files = async (): Promise<string[]> => {
      await flows.call('advance', 1);
      const deliveries = await flows.ledger('deliveries', { limit: 100 });
      return deliveries
        .map(({ request }) => String(request).matchAll(/W05\*N\*([^*]+)\*/g))
        .map((found) => [...found].map(([, number]) => number).join(' '))
        .reverse();
    };
    const untilFiles = (count: number) =>
      flows.until(`${count} files`, async () => {
        const found = await files();
        return found.length >= count ? found : null;
      });
    const collected = (count: number) =>
      flows.until(`${count} documents are collected`, async () => {
        await flows.call('advance', 1);
        const done = await flows.ledger('messages', { state: 'done', limit: 100 });
        return done.filter(({ envelope }) => envelope.type === 'edi-batch-document').length >= count;
      });

    it('goes out when it has so many documents, and the next one opens another', async () => {
      await start({ count: 3, within: 'PT15M' });
      for (const number of ['1', '2', '3', '4']) await send(`R-${number}`);
      const [first] = await untilFiles(1);
      expect(first).to.equal('R-1 R-2 R-3');
      await collected(4);
      expect(await files()).to.have.length(1);
      const sent = await flows.ledger('remembered', 'edi-sent:fastship', '000000001');
      const { documents } = sent!.value as {
        documents: { key: string; number: string; reference: string }[];
      };
      expect(
        documents.map(({ key, number, reference }) => `${key}, ${number}, ${reference}`).sort(),
      ).to.deep.equal(['1', '2', '3'].map((number) => `order R-${number}, R-${number}, ref R-${number}`));
      const history = await flows.ledger('history', 'northwind', 'order R-2', 20);
      expect(history.find(({ kind }) => kind === 'edi-batched')?.text).to.match(
        /^940 goes out in interchange 000000001 of fastship, document \d of 3$/,
      );
    });

    it('goes out when its first document has waited long enough, also after a kill', async () => {
      await start({ count: 100, within: 'PT15M' });
      await send('R-1');
      await send('R-2');
      await collected(2);
      expect(await files()).to.deep.equal([]);
      await flows.kill();
      await flows.restart();
      await flows.call('advance', 15 * minuteMs);
      const [only] = await untilFiles(1);
      expect(only?.split(' ').sort()).to.deep.equal(['R-1', 'R-2']);
      await flows.call('advance', 15 * minuteMs);
      expect(await files()).to.have.length(1);
    });

    it('goes out when it has reached its size', async () => {
      await start({ bytes: 1000, within: 'PT15M' });
      for (const number of ['1', '2', '3', '4', '5', '6']) await send(`R-${number}`);
      const [first = ''] = await untilFiles(1);
      expect(first.split(' ').length).to.be.greaterThan(1).and.lessThan(6);
    });

    it('takes nothing in that does not fit its guide, and sends acknowledgements at once', async () => {
      await start({ count: 2, within: 'PT15M' });
      const { id } = await flows.accept('send', { ...release('R-1'), segments: { W05: { W0501: 'N' } } });
      await flows.untilState(id, 'parked');
      const acknowledgement = {
        ...{ standard: 'X12', version: '004010', type: '997' },
        segments: {
          AK1: { AK101: 'SW', AK102: '1' },
          AK9: { AK901: 'A', AK902: '1', AK903: '1', AK904: '1' },
        },
      };
      await flows.accept('send', acknowledgement);
      expect(await untilFiles(1)).to.have.length(1);
    });
  });
}
