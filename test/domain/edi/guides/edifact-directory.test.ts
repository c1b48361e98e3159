import { expect } from 'chai';
import {
  readCodeLists,
  readComposites,
  readElements,
  readSegments,
} from '../../../../scripts/edifact/directory-text.ts';
import { readSegmentTable } from '../../../../scripts/edifact/segment-table.ts';
import { structureOf } from '../../../../scripts/edifact/structure.ts';

const rule = '─'.repeat(70);

describe('the text of an EDIFACT directory', () => {
  it('gives segments with requirement and repetitions, also where a name goes on in the next line', () => {
    const text = `Change indicators\n${rule}
       QTZ  QUANTITY OF PALLETS

       Function: To count.

010    C186 QUANTITY DETAILS                           M    1
       6063  Quantity type code                        M      an..3

020  | 6066 A NAME THAT IS MUCH TOO LONG FOR ITS
            LINE                                       C    9 n..18

030    3207 COUNTRY, CODED                             C  an..3
${rule}\n`;
    expect(readSegments(text).get('QTZ')).to.deep.equal({ elements: ['C186 M', '6066 C x9', '3207 C'] });
  });

  it('gives composites with their components', () => {
    const text = `${rule}\n*      C186  QUANTITY DETAILS\n\n       Desc: Quantity.\n
010    6063   Quantity qualifier                           M  an..3
020+   6060   Quantity                                     C  n..15\n${rule}\n`;
    expect(readComposites(text).get('C186')).to.deep.equal({
      name: 'Quantity details',
      components: ['6063 M', '6060 C'],
    });
  });

  it('gives elements with their format, and says whose codes they take', () => {
    const entry = (id: string, name: string, format: string, note = '') =>
      `${rule}\n     ${id}  ${name}          [C]\n\n     Desc: Text.\n\n     Repr: ${format}\n${note}`;
    const text = [
      entry('3207', 'Country, coded', 'an..3', '\n     Note:\n      Use ISO 3166.\n'),
      entry('6246', 'Temperature', 'n3'),
      entry(
        '5125',
        'Price qualifier',
        'an..3',
        '\n     Note:\n      Code set of 5387 may be used\n      also.\n',
      ),
    ].join('');
    const elements = readElements(text);
    expect(elements.get('3207')).to.include({ name: 'Country code', type: 'an', min: 1, max: 3, open: true });
    expect(elements.get('6246')).to.include({ type: 'n', min: 3, max: 3, open: false, codesOf: null });
    expect(elements.get('5125')).to.include({ open: false, codesOf: '5387' });
  });

  it('gives code values with their names, without those that are struck out', () => {
    const text = `${rule}\n* 1001  Document name, coded\n\n  Desc: Text.\n\n  Repr: an..3\n
        1 Certificate of analysis
             Certificate providing the values.
+      XA A name that goes on in
          the next line
             Its description: 2 Lines
-     220 Order
|     ZZZ Mutually defined\n${rule}\n`;
    expect(readCodeLists(text).get('1001')).to.deep.equal({
      1: 'Certificate of analysis',
      XA: 'A name that goes on in the next line',
      ZZZ: 'Mutually defined',
    });
  });
});

describe('the segment table of an EDIFACT message', () => {
  const table = (body: string) => `  4.3.1  Segment table\n4.3.1  Segment table
           HEADER SECTION
0010   UNH Message header                            M   1
${body}
9990   UNT Message trailer                           M   1\n`;
  const nested = `0020 * DTM Date/time/period                          M   35
0030       ───── Segment group 1  ────────────────── C   9999────────┐
0040   NAD Name and address                          M   1           │
                                                                     │
0050       ───── Segment group 2  ────────────────── C   5──────────┐│
0060   RFF Reference                                 M   1          ││
0070   DTM Date/time/period                          C   5──────────┴┘
           SUMMARY SECTION
0080   UNS Section control                           M   1
0090       ───── Segment group 3  ────────────────── M   2───────────┐
0100   NAD Name and address                          M   1───────────┘`;

  it('becomes loops that are named after their first segment and its section', () => {
    const nad = { segment: 'NAD', use: 'M', max: 1 };
    const rff = { segment: 'RFF', use: 'M', max: 1 };
    const dtm = { segment: 'DTM', use: 'C', max: 5 };
    expect(structureOf(readSegmentTable(table(nested)))).to.deep.equal([
      { segment: 'DTM', use: 'M', max: 35 },
      {
        loop: 'NAD',
        group: 1,
        use: 'C',
        max: 9999,
        children: [nad, { loop: 'RFF', group: 2, use: 'C', max: 5, children: [rff, dtm] }],
      },
      { segment: 'UNS', use: 'M', max: 1 },
      { loop: 'NADSummary', group: 3, use: 'M', max: 2, children: [nad] },
    ]);
  });

  it('is refused when it does not hold together', () => {
    const line = '0040   NAD Name and address                          M   1';
    for (const [body, message] of [
      [`0050   BGM Beginning of message                      M   1\n${line}`, /out of order/],
      [`${line}           │`, /no group is open/],
      [
        nested.replace(
          'RFF Reference                                 M',
          'RFF Reference                                 C',
        ),
        /group 2 does not open/,
      ],
    ] as const) {
      expect(() => readSegmentTable(table(body))).to.throw(message);
    }
    expect(() => readSegmentTable('4.3.1 nothing')).to.throw(/no table/);
  });
});
