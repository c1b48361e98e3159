import { expect } from 'chai';
import { orderMessages, shipNotices, wholeOf } from '../../../../bench/support/edi-files.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { type GuideFor, libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { eventsOf, streamReader } from '../../../../domain/edi/read-stream.ts';
import { samples } from '../guides/x12-samples.ts';
import { readWithBoth } from './both-kernels.ts';
import { withCloseLook } from './close-look.ts';
import { repeated } from './many-sets.ts';

/** The first sets of a generated file. */
function firstSets(whole: Buffer, trailer: string, end: string, count: number): string {
  const text = whole.toString('latin1');
  let to = 0;
  for (let set = 0; set < count; set += 1) to = text.indexOf(trailer, to) + 1;
  const after = text.indexOf(trailer.charAt(0), to) + 1;
  return text.slice(0, after) + text.slice(text.lastIndexOf(end)).replace(/\d+/, String(count));
}

const notices = firstSets(wholeOf(shipNotices, 1000), '~SE*', 'GE*', 6);
const messages = firstSets(wholeOf(orderMessages, 1000), "'UNT+", 'UNZ', 6);
const orders = repeated(Buffer.from(samples.get('x12/004010/850') ?? ''), 6)
  .toString('latin1')
  .replaceAll(/~\s+/g, '~');

const hl = [
  '01**S',
  '0**S',
  '2**S',
  '1*1*S',
  '1*0*S',
  '1234567890**S',
  '',
  '1',
  '1*',
  '1**',
  '1**S*0',
  '1**S*1',
  '1**S*00',
].concat([
  '1**S*2',
  '1**SS',
  '1**Q',
  '1** ',
  '1***',
  'A**S',
  '1*A*S',
  '1**S>1',
  '1** S',
  '01*1*S',
  '1*01*S',
  '1** *0',
]);
const underHl = [
  '2*01*O',
  '2*0*O',
  '2*A*O',
  '2*2*O',
  '2*3*O',
  '2**O',
  '2*1*S',
  '2*1*P',
  '2*1*O*0',
  '2*1*O*',
  '3*1*O',
  '2*1234567890*O',
];
const dates = [
  '20260230',
  '20261315',
  '20260100',
  '20260431',
  '20260229',
  '20240229',
  '20000229',
  '19000229',
  '20260132',
  '2026011',
]
  .concat([
    '260115',
    '2026011A',
    '00000000',
    '20260015',
    ' 2026011',
    '20260115*2460',
    '20260115*2400',
    '20260115*10',
    '20260115*103060',
  ])
  .concat([
    '20260115*10306',
    '20260115*103059',
    '20260115*1030599',
    '20260115*10305999',
    '20260115*103059999',
    '20260115*10A0',
    '20260115*1060',
  ]);
const numbers = [
  '-412.5',
  '412..5',
  '412,5',
  '.5',
  '5.',
  '-',
  '--1',
  '1e5',
  '412.5.1',
  '+1',
  '0',
  '-0',
  '00412.5',
  '12345678901',
  '>1',
  '4>1',
];
const counts = ['14', '014', '13', '1x', '', '*1', '1234567890', '14*5', '>', '14*>', '1.4', '-14', '14*'];
const periods = [
  '137:20260115:203',
  '137:20260115:718',
  '137:20260115',
  '137',
  '137:20260115:1022',
  '137:20261315:102',
  '137:20260229:102',
]
  .concat([
    '137:20260115103060:204',
    '137:202601151030:203',
    '137:202601152460:203',
    '137:202601152400:203',
    '137:20260115102461:204',
  ])
  .concat([
    '137:202601:610',
    '137:202613:610',
    '137:202653:616',
    '137:202654:616',
    '137:202600:616',
    '137:2026:602',
    '137:260115:101',
    '137:1030:401',
  ])
  .concat([
    '137:2460:401',
    '137:10A:102',
    '137::102',
    '137:20260115:',
    '137:20260115:102:x',
    '137:20260115:102+x',
    '?+37:20260115:102',
    '',
    ':::',
    ':20260115:102',
  ])
  .concat(['137:1231:106', '137:0230:106', '137:0229:106', '137:20260115:1?:2', '137:2026011510:804']);
const quantities = [
  '21:1,5:PCE',
  '21:.5:PCE',
  '21:5.:PCE',
  '21:-5:PCE',
  '21:1.2.3:PCE',
  '21:1e:PCE',
  '21:,:PCE',
  '21:-:PCE',
  '21:1.5:PCE',
  '21::PCE',
  '21:1:2:3:4',
];

interface Doubt {
  readonly text: string;
  /** Segment that is replaced in the fourth set, and the values it gets. */
  readonly segment: string;
  readonly values: readonly string[];
}

const doubts: readonly Doubt[] = [
  { text: notices, segment: 'HL*1', values: hl.map((value) => `HL*${value}`) },
  { text: notices, segment: 'HL*2', values: underHl.map((value) => `HL*${value}`) },
  { text: notices, segment: 'BSN', values: dates.map((value) => `BSN*00*SHP7001*${value}`) },
  { text: notices, segment: 'TD1', values: numbers.map((value) => `TD1*CTN25*8****G*${value}*LB`) },
  { text: notices, segment: 'TD1', values: numbers.map((value) => `TD1*CTN25*${value}****G*1*LB`) },
  { text: notices, segment: 'CTT', values: counts.map((value) => `CTT*${value}`) },
  {
    text: notices,
    segment: 'PRF',
    values: ['PRF', 'PRF*', 'PRF**', 'PRF*1*2*3*4*5*6*7*8*9', 'REF*XX*1', 'PO4', '9*1'],
  },
  { text: orders, segment: 'PO1', values: [...numbers, ''].map((value) => `PO1*1*${value}*EA*9.25**VN*A-1`) },
  {
    text: orders,
    segment: 'PO1',
    values: ['PO1', 'PO1*1', 'PO1*1*999999999*EA', 'PO1*1*4>1*EA', 'PO1*1*4*EA*1>2'],
  },
  { text: orders, segment: 'CTT', values: counts.flatMap((value) => [`CTT*${value}`, `CTT*2*${value}`]) },
  { text: messages, segment: 'DTM+137', values: periods.map((value) => `DTM+${value}`) },
  { text: messages, segment: 'QTY', values: quantities.map((value) => `QTY+${value}`) },
  {
    text: messages,
    segment: 'CNT',
    values: ['8', '08', '9', '', '8:9', '1234567890', '8x'].map((value) => `CNT+2:${value}`),
  },
  { text: messages, segment: 'UNS', values: ['UNS+D', 'UNS+1', 'UNS+SS', 'UNS', 'UNS+', 'UNS+s', 'UNS+S+1'] },
];

/** The file with the segment of its fourth set replaced. */
function withDoubt({ text, segment }: Doubt, value: string): Buffer {
  const x12 = text.startsWith('ISA');
  const header = x12 ? '~ST*' : "'UNH+";
  let from = 0;
  for (let set = 0; set < 4; set += 1) from = text.indexOf(header, from + 1);
  const at = text.indexOf(`${x12 ? '~' : "'"}${segment}`, from) + 1;
  const to = text.indexOf(x12 ? '~' : "'", at);
  return Buffer.from(text.slice(0, at) + value + text.slice(to), 'latin1');
}

function readAll(bytes: Buffer, guideFor: GuideFor): string {
  const reader = streamReader({ guideFor });
  reader.feed(bytes, true);
  return JSON.stringify([...eventsOf(reader)]);
}

function expectSame(bytes: Buffer, what: string, guideFor: GuideFor = libraryGuide): string {
  const found = readWithBoth(bytes, true, guideFor);
  expect(found, what).to.equal(withCloseLook(() => readAll(bytes, guideFor)));
  return found;
}

describe('a doubtful segment in a series of transaction sets', function () {
  this.timeout(60_000);

  for (const doubt of doubts) {
    it(`is read by both kernels as by a close look: ${doubt.values.slice(0, 3).join(', ')} …`, () => {
      for (const value of doubt.values) expectSame(withDoubt(doubt, value), value);
    });
  }

  it('is read by both kernels as by a close look: headers and trailers', () => {
    const swaps = [
      ...[
        'ST*856*000000004x',
        'ST*856*4',
        'ST*856*12345678901',
        'ST*856*00000000A',
        'ST*856',
        'ST*850*000000004',
        'ST*856*000000003',
      ],
      ...[
        'ST*856*000000004*',
        'ST*856**',
        'ST*856*',
        ' ST*856*000000004',
        '\r\nST*856*000000004',
        'ST*856*000000004~ZZZ*1',
      ],
    ].map((value) => notices.replace('ST*856*000000004', value));
    const segments = /SE\*(\d+)\*000000004/.exec(notices)?.[1] ?? '';
    const trailers = [
      'SE',
      'SE*',
      `SE*${segments}`,
      'SE*1*000000004',
      `SE*0${segments}*000000004`,
      `SE*${segments}*000000005`,
    ]
      .concat([
        `SE*${segments}*00000004`,
        `SE*${segments}*000000004*`,
        `SE*${segments}*000000004*1`,
        `SE*${segments}x*000000004`,
        'SE**000000004',
      ])
      .map((value) => notices.replace(`SE*${segments}*000000004`, value));
    const cut = [
      notices.slice(0, notices.indexOf('SE*', 9000)),
      notices.slice(0, 6000),
      `${notices.slice(0, 6000)}~`,
    ];
    for (const text of [...swaps, ...trailers, ...cut])
      expectSame(Buffer.from(text, 'latin1'), text.slice(-200));
  });

  it('has its date read where that is not its first element', () => {
    const ref = 'edifact/d96a/dictionary';
    const dictionary = new GuideLibrary(library).dictionary(ref);
    const { segments } = dictionary;
    const PRI = { name: 'Price', elements: ['C509 C', '5213 C', 'C507 C', '4405 C'] };
    const guides = new GuideLibrary({ ...library, [ref]: { ...dictionary, segments: { ...segments, PRI } } });
    const doubt = {
      text: messages.replaceAll('PRI+AAA:3.95', 'PRI+AAA:3.95++137:20260115:102'),
      segment: 'PRI',
      values: [],
    };
    const sound = readWithBoth(Buffer.from(doubt.text, 'latin1'), true, guides.guideFor);
    expect(sound).not.to.include('CD_EDI');
    const after = [
      '',
      '+',
      '++',
      '+S',
      '++137',
      '+?++137:20260229:102',
      '+S+137:20260115:102+1',
      '++137:20260115:203',
    ];
    const faulty = ['++137:20260229:102', '+S+137:20260229:102', '++137:20261315:102+A'];
    for (const value of [...after, ...faulty]) {
      const found = expectSame(withDoubt(doubt, `PRI+AAA:3.95${value}`), value, guides.guideFor);
      if (faulty.includes(value)) expect(found, value).to.include('CD_EDI_ELEMENT_DATE_INVALID');
    }
  });
});
