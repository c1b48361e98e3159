import { expect } from 'chai';
import { answersTo, timerOf } from '../../../../domain/edi/exchange/answers.ts';
import { documentNumber } from '../../../../domain/edi/exchange/document-number.ts';
import {
  awaitedBy,
  documentWords,
  type Memory,
  memoriesOf,
  placeOfDocument,
  type SentInterchange,
  sentDocuments,
  sentUnder,
} from '../../../../domain/edi/exchange/sent.ts';
import { agreementOf, now } from '../agreements.ts';

/** A memory in which what was noted first stays. */
class Remembered {
  readonly #values = new Map<string, unknown>();

  note({ scope, key, value }: Memory): void {
    this.#values.set(`${scope} ${key}`, this.#values.get(`${scope} ${key}`) ?? value);
  }

  async remembered(scope: string, key: string) {
    const value = this.#values.get(`${scope} ${key}`);
    return value === undefined ? null : { value, at: '2026-01-15T12:00:00.000Z' };
  }
}

const fastship = agreementOf('fastship');
const release = (number: string) => ({
  ...{ type: '940', key: 'order 1', reference: null },
  segments: { W05: { W0501: 'N', W0502: number } },
});
const interchange = (...numbers: string[]): SentInterchange => ({
  ...{ type: '940', at: '2026-01-15T12:00:00.000Z' },
  documents: sentDocuments('X12', numbers.map(release)),
});

describe('what was sent', () => {
  it('numbers its documents as they are written', () => {
    expect(interchange('R-1', 'R-2').documents.map(({ transaction }) => transaction)).to.deep.equal([
      ...['0001', '0002'],
    ]);
    expect(sentDocuments('EDIFACT', [release('R-1')])[0]?.transaction).to.equal('1');
  });

  it('is found by its control number', async () => {
    const memory = new Remembered();
    for (const one of await memoriesOf(memory, fastship, '7', interchange('R-1'))) memory.note(one);
    expect(await sentUnder(memory, 'fastship', '7')).to.deep.equal(interchange('R-1'));
    expect(await sentUnder(memory, 'fastship', '8')).to.equal(null);
    expect(await placeOfDocument(memory, 'fastship', '940', 'R-1')).to.equal(null);
  });

  it('is found by the numbers of its documents where the partner answers these, the last one first', async () => {
    const memory = new Remembered();
    const advised = { ...fastship, receives: { 824: {} } };
    for (const [number, sent] of [
      ['7', interchange('R-1', '', 'R-2')],
      ['8', interchange('R-2')],
    ] as const) {
      for (const one of await memoriesOf(memory, advised, number, sent)) memory.note(one);
    }
    const placeOf = (number: string) => placeOfDocument(memory, 'fastship', '940', number);
    expect(await placeOf('R-1')).to.deep.equal({ controlNumber: '7', transaction: '0001' });
    expect(await placeOf('R-2')).to.deep.equal({ controlNumber: '8', transaction: '0001' });
    expect(await placeOf('R-3')).to.equal(null);
  });

  it('is waited for as the agreement says', () => {
    expect(awaitedBy(fastship, now)).to.deep.equal([]);
    expect(
      awaitedBy({ ...fastship, expects: { functional: 'PT4H', application: 'P1D' } }, now),
    ).to.deep.equal([
      { kind: 'functional', dueAt: '2026-01-15T16:00:00.000Z' },
      { kind: 'application', dueAt: '2026-01-16T12:00:00.000Z' },
    ]);
  });

  it('is told by its number, or by its place where it has none', () => {
    const [first, second] = interchange('R-1', '').documents;
    expect(documentWords(first!)).to.equal('940 R-1 (order 1)');
    expect(documentWords(second!)).to.equal('940 in transaction 0002 (order 1)');
  });
});

describe('what comes of something that is awaited', () => {
  const subject = { controlNumber: '7', kind: 'functional' } as const;

  it('is nothing, then overdue, then what came last', async () => {
    const memory = new Remembered();
    const first = await answersTo(memory, 'fastship', subject);
    expect(first).to.not.have.property('came');
    memory.note(first.note({ answer: 'overdue', exceptionId: 'e-1' }));
    const late = await answersTo(memory, 'fastship', subject);
    expect([late.came, late.exceptions]).to.deep.equal([undefined, ['e-1']]);
    for (const status of ['rejected', 'accepted'] as const) {
      const { note } = await answersTo(memory, 'fastship', subject);
      memory.note(note({ answer: 'came', kind: '997', status }));
    }
    expect((await answersTo(memory, 'fastship', subject)).came).to.include({ status: 'accepted' });
  });

  it('is kept for each document where each is answered', async () => {
    const memory = new Remembered();
    const ofFirst = { ...subject, kind: 'application', transaction: '0001' } as const;
    const { note } = await answersTo(memory, 'fastship', ofFirst);
    memory.note(note({ answer: 'came', kind: '824', status: 'accepted' }));
    const other = await answersTo(memory, 'fastship', { ...ofFirst, transaction: '0002' });
    expect(other.came).to.equal(undefined);
    expect(timerOf('fastship', subject)).to.equal('edi-due:fastship/7/functional');
  });
});

describe('documentNumber', () => {
  it('is in BGM of EDIFACT, in the element or its first component', () => {
    const of = (BGM: Record<string, string>) => documentNumber({ type: 'ORDERS', segments: { BGM } });
    expect([of({ BGM02: 'PO-1' }), of({ BGM02_1: 'PO-2' }), of({})]).to.deep.equal(['PO-1', 'PO-2', '']);
  });

  it('is not known of every set', () => {
    expect(documentNumber({ type: '997', segments: {} })).to.equal('');
    expect(documentNumber({ type: '850', segments: {} })).to.equal('');
  });
});
