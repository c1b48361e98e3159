import { expect } from 'chai';
import fc from 'fast-check';
import { detectDialect } from '../../../../domain/edi/dialect.ts';
import type { CompiledLoop, CompiledSegment, Guide } from '../../../../domain/edi/guides/compiled.ts';
import { loadGuide } from '../../../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../../../domain/edi/limits.ts';
import { SegmentCursor } from '../../../../domain/edi/segment-cursor.ts';
import { checkSegment } from '../../../../domain/edi/validate/segment.ts';

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000001*0*P*:~';
const unb = "UNB+UNOC:4+A+B+260115:1030+1'";

function cursorAt(header: string, segment: string): SegmentCursor {
  const bytes = Buffer.from(header + segment, 'latin1');
  const cursor = new SegmentCursor(bytes, detectDialect(bytes, 0), defaultLimits);
  cursor.next();
  cursor.next();
  return cursor;
}

function faultsOf(cursor: SegmentCursor, segment: CompiledSegment): string[] {
  const codes: string[] = [];
  checkSegment(cursor, segment, ({ code }) => codes.push(code));
  return codes;
}

function* segmentsOf({ children }: Pick<CompiledLoop, 'children'>): Generator<CompiledSegment> {
  for (const child of children) {
    if (child.kind === 'segment') yield child;
    else yield* segmentsOf(child);
  }
}
const segments = (ref: string): CompiledSegment[] => [...segmentsOf((loadGuide(ref) as Guide).root)];

const values = [
  '',
  '',
  '',
  '1',
  '12',
  'EA',
  '4.25',
  '-3',
  '20260115',
  '260115',
  '20260229',
  '1030',
  '103061',
];
const value = fc.oneof(
  fc.constantFrom(
    ...values,
    'UP',
    '9',
    '137',
    '102',
    'BY',
    'Acme Retail',
    'AB ',
    'x'.repeat(81),
    '?',
    '\xe4',
  ),
  fc.string({ maxLength: 12 }),
);

describe('SegmentPlan', () => {
  for (const [standard, header, refs, separators, end] of [
    [
      'X12',
      isa,
      ['x12/004010/856', 'x12/004010/850', 'x12/005010/204', 'x12/004010/210'],
      ['*', '*', '*', ':'],
      '~',
    ],
    ['EDIFACT', unb, ['edifact/d96a/orders', 'edifact/d01b/iftmin'], ['+', '+', ':', ':', '*', '?+'], "'"],
  ] as const) {
    it(`calls no segment of ${standard} sound in which a closer look finds a fault`, () => {
      const known = refs.flatMap(segments);
      const parts = fc.array(fc.tuple(value, fc.constantFrom(...separators)), { maxLength: 9 });
      let sound = 0;
      fc.assert(
        fc.property(fc.constantFrom(...known), parts, value, (segment, inside, tail) => {
          const text = inside.map(([one, separator]) => one + separator).join('') + tail;
          const cursor = cursorAt(header, `${segment.id}${separators[0]}${text}${end}`);
          if (!cursor.isSound(segment.plan)) return;
          sound += 1;
          expect(faultsOf(cursor, segment)).to.deep.equal([]);
        }),
        { numRuns: 4000 },
      );
      expect(sound).to.be.greaterThan(20);
    });
  }

  for (const [ref, header, text] of [
    ['x12/004010/850', isa, 'N1*BY*Acme Retail*92*042~'],
    ['x12/004010/850', isa, 'PO1*1*12*EA*4.25**UP*036000291452~'],
    ['x12/004010/850', isa, 'DTM*002*20260122~'],
    ['edifact/d96a/orders', unb, "IMD+F++:::Haferflocken 1 kg, Bio ?+ vegan'"],
    ['edifact/d96a/orders', unb, "DTM+137:20260115:102'"],
    ['edifact/d96a/orders', unb, "BGM+220+PO-1+9'"],
  ] as const) {
    it(`needs no closer look at ${text}`, () => {
      const cursor = cursorAt(header, text);
      const segment = segments(ref).find(({ id }) => id === cursor.id());
      expect(segment && cursor.isSound(segment.plan)).to.equal(true);
    });
  }
});
