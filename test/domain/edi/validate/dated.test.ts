import { expect } from 'chai';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../../../domain/edi/limits.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { readTransaction } from '../../../../domain/edi/read-transaction.ts';

/** Codes and places of the problems of an order with this segment after BGM. */
function problemsOf(segment: string, syntax = 'UNOC:3'): string[] {
  const bytes = Buffer.from(
    [
      `UNB+${syntax}+A+B+${syntax.endsWith('4') ? '20' : ''}260115:1030+1`,
      'UNH+1+ORDERS:D:96A:UN',
      'BGM+220+PO-1+9',
      ...(segment.startsWith('DTM') ? [segment] : ['DTM+137:20260115:102', 'LIN+1', segment]),
      'UNS+S',
      `UNT+${segment.startsWith('DTM') ? 5 : 7}+1`,
      "UNZ+1+1'",
    ].join("'"),
  );
  return [...readInterchanges(bytes)].flatMap(({ groups, dialect }) =>
    groups.flatMap(({ transactions }) =>
      transactions.flatMap((range) => {
        const guide = libraryGuide('EDIFACT', range.version, range.type);
        if (!guide) throw new Error(`no guide for ${range.type}`);
        const { problems } = readTransaction(bytes, range, dialect, guide, { limits: defaultLimits });
        return problems.map(
          ({ code, location: { segmentId, element, component } }) =>
            `${code} ${segmentId}${element}.${component}`,
        );
      }),
    ),
  );
}

const noDate = ['CD_EDI_ELEMENT_DATE_INVALID DTM1.2'];
const noTime = ['CD_EDI_ELEMENT_TIME_INVALID DTM1.2'];

describe('a date, time or period of EDIFACT', () => {
  for (const [format, good, bad] of [
    ['2', '290224', '290223'],
    ['3', '022924', '132924'],
    ['101', '260115', '2601150'],
    ['102', '20240229', '20230229'],
    ['102', '20000229', '19000229'],
    ['102', '20260430', '20260431'],
    ['102', '20261231', '20261300'],
    ['106', '0229', '0230'],
    ['109', '12', '00'],
    ['110', '31', '32'],
    ['203', '202601152359', '202601152400'],
    ['203', '202601150859', '202601150860'],
    ['204', '20260115235959', '20260115235960'],
    ['304', '20260115103000CET', '20260115103000'],
    ['610', '202612', '20261201'],
    ['616', '202653', '202654'],
    ['718', '2026010120260131', '2026010120260132'],
    ['718', '20260101-20260131', '20260101/20260131'],
    ['713', '26010108002601011700', '26010108002601012500'],
  ] as const) {
    it(`is as its format ${format} says: ${good}, not ${bad}`, () => {
      expect(problemsOf(`DTM+137:${good}:${format}`)).to.deep.equal([]);
      expect(problemsOf(`DTM+137:${bad}:${format}`)).to.deep.equal(noDate);
    });
  }

  it('is a time where the format has no date', () => {
    expect(problemsOf('DTM+137:2359:401')).to.deep.equal([]);
    expect(problemsOf('DTM+137:2360:401')).to.deep.equal(noTime);
    expect(problemsOf('DTM+137:080012OO:502')).to.deep.equal(noTime);
  });

  it('is anything where the format is an amount of time, or is not sent', () => {
    for (const period of ['137:3:804', '137:soon', '137::102', '137']) {
      expect(problemsOf(`DTM+${period}`), period).to.deep.equal([]);
    }
  });

  it('is looked at where another fault of the segment is', () => {
    expect(problemsOf('DTM+137:20260132:102:surplus')).to.deep.equal([
      'CD_EDI_COMPONENTS_TOO_MANY DTM1.undefined',
      ...noDate,
    ]);
  });

  it('is not looked at when it has released characters', () => {
    expect(problemsOf('DTM+137:2026?+0132:102')).to.deep.equal([]);
  });
});

describe('a number of EDIFACT', () => {
  for (const value of ['2', '-2', '0.5', '0,5', '12.50', '-0.5', '2.0']) {
    it(`may be ${value}`, () => expect(problemsOf(`QTY+21:${value}`)).to.deep.equal([]));
  }
  for (const value of ['.5', ',5', '2.', '2,', '-.5', '-2.', '.', '-', '1.2.3', '+2', '2-', '1 000']) {
    it(`may not be ${value}`, () => {
      expect(problemsOf(`QTY+21:${value.replace('+', '?+')}`)).to.deep.equal([
        'CD_EDI_ELEMENT_CHARACTERS QTY1.2',
      ]);
    });
  }
});
