import { expect } from 'chai';
import { ownSamples } from '../fuzz/edi.ts';
import { roundTripsOf, summaryOf } from './round-trip.ts';
import { canonical } from './segment-form.ts';

const x12 = { segment: '~', element: '*', component: '>', repetition: '^', release: null };
const edifact = { segment: "'", element: '+', component: ':', repetition: null, release: '?' };

const order = (...body: string[]): Buffer =>
  Buffer.from(
    [
      "UNB+UNOC:3+A+B+260115:1030+7'",
      "UNH+1+ORDERS:D:96A:UN'",
      ...body,
      `UNT+${body.length + 2}+1'`,
      "UNZ+1+7'",
    ].join('\n'),
  );

describe('the round trip of a transaction set', () => {
  it('gives back the characters of the file, whatever stands between segments', () => {
    const [trip] = roundTripsOf(order("BGM+220+1+9'", "DTM+137:20260115:102'", "FTX+AAI+++it?'s'", "UNS+S'"));
    expect(trip?.reason).to.equal('');
    expect(trip).to.deep.equal({ outcome: 'same', freedoms: [], reason: '' });
  });

  it('names what may be written otherwise', () => {
    const trips = roundTripsOf(
      order("BGM+220+1 +9++'", "DTM+137:20260115:102:'", "FTX+AAI+++?it'", "UNS+S'"),
    );
    expect(trips).to.deep.equal([
      {
        outcome: 'freely',
        freedoms: [
          'spaces at the end of a value',
          'empty elements at the end',
          'empty components at the end',
          'a release character where none is needed',
        ],
        reason: '',
      },
    ]);
    expect(summaryOf(trips)).to.match(
      /1 transaction sets .* 0 the same, 1 .*\(spaces .*: 1.*\), 0 unexplained/,
    );
  });

  it('is not made with errors, or without a guide', () => {
    expect(roundTripsOf(order("BGM+220+1+9'"))).to.deep.equal([]);
    expect(roundTripsOf(Buffer.from('ORDERS'))).to.deep.equal([]);
  });

  it('loses nothing of our own samples', () => {
    const trips = ownSamples().flatMap((sample) => roundTripsOf(sample));
    expect(trips.length).to.be.above(10);
    expect(trips.filter(({ outcome }) => outcome === 'differs')).to.deep.equal([]);
  });
});

describe('a segment in its only form', () => {
  it('ends with data, in elements and components', () => {
    expect(canonical('N1*ST*A>**', x12).text).to.equal('N1*ST*A');
    expect(canonical('DTM+137::+', edifact).text).to.equal('DTM+137');
    expect(canonical('N1**^A>B>^', x12).text).to.equal('N1**^A>B^');
  });

  it('has no data if all of it is empty', () => {
    expect(canonical('N1** *', x12).freedoms).to.include('a segment without data');
  });

  it('releases service characters, and only those', () => {
    expect(canonical("FTX+a?+b?'?c??", edifact)).to.deep.equal({
      text: "FTX+a?+b?'c??",
      freedoms: ['a release character where none is needed'],
    });
  });
});
