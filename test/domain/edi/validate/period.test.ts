import { expect } from 'chai';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../../../domain/edi/limits.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { readTransaction } from '../../../../domain/edi/read-transaction.ts';

/** Codes of the problems of an order with this DTM. */
function problemsOf(dtm: string): string[] {
  const text = [
    'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000009*0*P*>',
    'GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*9*X*004010',
    'ST*850*0001',
    'BEG*00*SA*PO-1**20260115',
    dtm,
    'PO1*1*4*EA*9.25**VN*NW-1001',
    'SE*5*0001',
    'GE*1*9',
    'IEA*1*000000009',
  ].join('~');
  const bytes = Buffer.from(`${text}~`);
  return [...readInterchanges(bytes)].flatMap(({ groups, dialect }) =>
    groups.flatMap(({ transactions }) =>
      transactions.flatMap((range) => {
        const guide = libraryGuide('X12', range.version, range.type);
        if (!guide) throw new Error(`no guide for ${range.type}`);
        const { problems } = readTransaction(bytes, range, dialect, guide, { limits: defaultLimits });
        return problems.map(({ code, location }) => `${code} ${location.segmentId}${location.element}`);
      }),
    ),
  );
}

describe('a period whose format is named', () => {
  for (const [format, good, bad] of [
    ['D8', '20240229', '20230229'],
    ['D8', '20260115', '2026011'],
    ['RD8', '20260115-20260131', '20260115-20260132'],
    ['RD8', '20260115-20260131', '20260115/20260131'],
    ['DT', '202601152359', '202601152360'],
    ['DT', '202601150800', '20260115080A'],
  ] as const) {
    it(`is a date as ${format} says: ${good}, not ${bad}`, () => {
      expect(problemsOf(`DTM*002****${format}*${good}`)).to.deep.equal([]);
      expect(problemsOf(`DTM*002****${format}*${bad}`)).to.deep.equal(['CD_EDI_ELEMENT_DATE_INVALID DTM6']);
    });
  }

  it('is a time where the format has no date', () => {
    expect(problemsOf('DTM*002****TM*2359')).to.deep.equal([]);
    expect(problemsOf('DTM*002****TM*2400')).to.deep.equal(['CD_EDI_ELEMENT_TIME_INVALID DTM6']);
  });

  it('is anything where the format says nothing of digits', () => {
    expect(problemsOf('DTM*002****UN*next week')).to.deep.equal([]);
  });

  it('is not looked at without its format, which the note of the segment asks for', () => {
    expect(problemsOf('DTM*002*20260115****next week')).to.deep.equal([
      'CD_EDI_ELEMENT_CONDITIONAL_MISSING DTM5',
    ]);
  });
});
