import { expect } from 'chai';
import { library } from '../../../../domain/edi/guides/library.ts';
import { compileGuideData, loadGuide } from '../../../../domain/edi/guides/load.ts';
import { briefly, changed, problemsOf, sampleOf, samples } from './x12-samples.ts';

const x12Refs = Object.keys(library).filter((ref) => ref.startsWith('x12/'));
const sets = [
  204, 210, 211, 214, 810, 820, 824, 846, 850, 855, 856, 860, 864, 865, 940, 943, 944, 945, 947, 990, 997,
];

describe('the X12 guides', () => {
  it('are 21 sets and TA1 in 004010, and 999 besides in 005010', () => {
    const names = (version: string, more: readonly string[]) =>
      [...sets.map(String), ...more, 'dictionary'].map((name) => `x12/${version}/${name}`);
    const expected = [...names('004010', ['ta1']), ...names('005010', ['999', 'ta1'])];
    expect(x12Refs).to.have.members(expected);
  });

  it('have a sample of every set and version', () => {
    const refs = x12Refs.filter((ref) => !/(dictionary|ta1)$/.test(ref));
    expect([...samples.keys()]).to.have.members(refs);
  });

  for (const [ref, text] of samples) {
    it(`find no fault in the sample of ${ref}`, () => {
      expect(problemsOf(text).map(({ message }) => message)).to.deep.equal([]);
    });
  }

  it('read 30 characters of a reference in 004010 and 50 in 005010', () => {
    const long = changed(sampleOf('x12/004010/850'), { 'REF*DP*042': `REF*DP*${'4'.repeat(31)}` });
    expect(problemsOf(long).map(briefly)).to.deep.equal(['ELEMENT_TOO_LONG REF 2']);
    const longer = changed(sampleOf('x12/005010/850'), { 'REF*DP*042': `REF*DP*${'4'.repeat(50)}` });
    expect(problemsOf(longer)).to.deep.equal([]);
  });

  it('keep what a version does not change and take what it replaces', () => {
    const tags = (ref: string, id: string) => loadGuide(ref).tags.has(Buffer.from(id).readUIntBE(0, 3));
    expect(tags('x12/004010/850', 'MSG')).to.equal(true);
    expect(tags('x12/005010/850', 'MSG')).to.equal(false);
    expect(tags('x12/005010/850', 'MTX')).to.equal(true);
    expect(tags('x12/005010/850', 'SCH')).to.equal(true);
  });
});

const mutations: readonly [
  what: string,
  ref: string,
  changes: Readonly<Record<string, string | null>>,
  problems: readonly string[],
][] = [
  ['a missing first segment', 'x12/004010/940', { 'W05*N*SO-5500*PO-81234': null }, ['SEGMENT_MISSING W05']],
  [
    'a price without what it is per',
    'x12/004010/810',
    { 'IT1*2*10*CA*31.5**VN*NW-1002': 'IT1*2*10**31.5**VN*NW-1002' },
    ['ELEMENT_CONDITIONAL_MISSING IT1 IT1Loop[2] 3'],
  ],
  [
    'neither name nor code of a party',
    'x12/005010/204',
    { 'N1*ST*Acme Store 42*93*042': 'N1*ST' },
    ['ELEMENT_CONDITIONAL_MISSING N1 S5Loop[2].N1Loop[1] 2'],
  ],
  [
    'equipment type and type code together',
    'x12/004010/856',
    { 'TD3*TL**4711******SEAL99': 'TD3*TL**4711******SEAL99*4000' },
    ['ELEMENT_EXCLUDED TD3 HLLoop[1] 10'],
  ],
  [
    'a code list without a code',
    'x12/004010/824',
    { 'BGN*00*APP-1*20260123*1000': 'BGN*00*APP-1*20260123**CT' },
    ['ELEMENT_CONDITIONAL_MISSING BGN 4'],
  ],
  [
    'a segment before its place',
    'x12/004010/945',
    { 'G62*11*20260122': 'G62*11*20260122~\nG61*SH*Sid*TE*5550155' },
    ['SEGMENT_OUT_OF_SEQUENCE G61'],
  ],
  ['a wrong number of lines', 'x12/004010/846', { 'CTT*2': 'CTT*3' }, ['RULE_BROKEN CTT 1']],
  ['a wrong hash total', 'x12/004010/850', { 'CTT*2*130': 'CTT*2*131' }, ['RULE_BROKEN CTT CTTLoop[1] 2']],
  [
    'a verdict without quantity',
    'x12/005010/855',
    { 'ACK*IB*4*CA*068*20260205': 'ACK*IB***068*20260205' },
    ['RULE_BROKEN ACK PO1Loop[2].ACKLoop[2] 2'],
  ],
  [
    'more sets accepted than received',
    'x12/004010/997',
    { 'AK9*P*2*2*1': 'AK9*P*2*2*3' },
    ['RULE_BROKEN AK9 4'],
  ],
  [
    'a level under one it may not be under',
    'x12/004010/856',
    { 'HL*3*2*T*1': 'HL*3*2*S*1' },
    ['HIERARCHY HL HLLoop[3] 3'],
  ],
  [
    'a parent that is not there',
    'x12/005010/856',
    { 'HL*5*4*I*0': 'HL*5*9*I*0' },
    ['HIERARCHY HL HLLoop[5] 2'],
  ],
  [
    'a level number used twice',
    'x12/004010/856',
    { 'HL*5*4*I*0': 'HL*3*4*I*0' },
    ['HIERARCHY HL HLLoop[5] 1'],
  ],
  ['an item at the top', 'x12/004010/856', { 'HL*5*4*I*0': 'HL*5**I*0' }, ['HIERARCHY HL HLLoop[5] 2']],
  [
    'a level below one that has none',
    'x12/004010/856',
    { 'HL*4*3*P*1': 'HL*4*3*P*0' },
    ['HIERARCHY HL HLLoop[5] 2'],
  ],
];

describe('a fault inside an X12 set', () => {
  for (const [what, ref, changes, problems] of mutations) {
    it(`is told at its place: ${what}`, () => {
      expect(problemsOf(changed(sampleOf(ref), changes)).map(briefly)).to.deep.equal(problems);
    });
  }

  it('says what was sent and what was counted', () => {
    const [problem] = problemsOf(changed(sampleOf('x12/004010/846'), { 'CTT*2': 'CTT*3' }));
    expect(problem?.severity).to.equal('warning');
    expect(problem?.message).to.match(/CTT01 is the number of line items; 3 was sent, 2 counted/);
  });
});

const order = { segment: 'BEG', use: 'M', max: 1 };
const guideOf = (structure: readonly object[], more: object = {}) =>
  compileGuideData(
    {
      guide: 'test/850',
      standard: 'X12',
      version: '004010',
      type: '850',
      name: 'Test',
      functionalGroup: 'PO',
      dictionary: 'x12/004010/dictionary',
      source: 'test',
      structure,
      ...more,
    },
    'test/850',
  );
const wrap = (...body: string[]): string =>
  [
    ...sampleOf('x12/004010/850').split('\n').slice(0, 3),
    ...body.map((line) => `${line}~`),
    `SE*${body.length + 2}*0001~`,
    'GE*1*42~',
    'IEA*1*000000042~\n',
  ].join('\n');
const beg = 'BEG*00*SA*PO-1**20260115';

describe('the meanings of a segment', () => {
  const meanings = [
    {
      when: { element: '01', codes: ['DP'] },
      name: 'Department',
      use: 'M',
      max: 1,
      elements: { '02': { max: 4 } },
    },
    { when: { element: '01', codes: ['IA', 'VR'] }, name: 'Vendor' },
  ];
  const guide = guideOf([order, { segment: 'REF', use: 'O', max: '>1', meanings }]);
  const found = (...body: string[]) => problemsOf(wrap(...body), guide).map(briefly);

  it('have element uses of their own', () => {
    expect(found(beg, 'REF*DP*0421', 'REF*IA*77777')).to.deep.equal([]);
    expect(found(beg, 'REF*IA*77777', 'REF*DP*04211')).to.deep.equal(['ELEMENT_TOO_LONG REF 2']);
  });

  it('are required and limited in the loop around', () => {
    expect(found(beg, 'REF*IA*77777')).to.deep.equal(['SEGMENT_MISSING REF']);
    expect(found(beg, 'REF*DP*1', 'REF*DP*2', 'REF*DP*3')).to.deep.equal(['SEGMENT_TOO_OFTEN REF']);
  });

  it('of a segment that opens a loop are those of the loop around', () => {
    const roles = [{ when: { element: '01', codes: ['ST'] }, name: 'Ship to', use: 'M', max: 1 }];
    const children = [
      { segment: 'N1', use: 'M', max: 1, meanings: roles },
      { segment: 'N4', use: 'O', max: 1 },
    ];
    const parties = guideOf([order, { loop: 'N1', use: 'O', max: 9, children }]);
    const of = (...body: string[]) => problemsOf(wrap(...body), parties).map(briefly);
    expect(of(beg, 'N1*BT*A', 'N1*ST*B')).to.deep.equal([]);
    expect(of(beg, 'N1*BT*A', 'N4*Dallas')).to.deep.equal(['SEGMENT_MISSING N1']);
    expect(of(beg, 'N1*ST*A', 'N1*ST*B')).to.deep.equal(['SEGMENT_TOO_OFTEN N1 N1Loop[2]']);
  });

  it('are told apart by one element', () => {
    const mixed = [...meanings, { when: { element: '02', codes: ['1'] } }];
    expect(() => guideOf([order, { segment: 'REF', use: 'O', max: 1, meanings: mixed }])).to.throw(
      /one element/,
    );
  });
});

describe('the rules of a guide', () => {
  const check = (rule: object, ...body: string[]) => {
    const named = { rule: 'r', at: 'CUR', says: 's', ...rule };
    const guide = guideOf([order, { segment: 'CUR', use: 'O', max: 1 }], { rules: [named] });
    return problemsOf(wrap(beg, ...body), guide).map(briefly);
  };
  const broken = ['RULE_BROKEN CUR'];

  it('ask for codes, elements and comparisons, alone and together', () => {
    const isBuyer = { element: '01', in: ['BY'] };
    const rated = { element: '03', sent: true };
    expect(check({ if: isBuyer, must: rated }, 'CUR*BY*USD')).to.deep.equal(broken);
    expect(check({ if: isBuyer, must: rated }, 'CUR*SE*USD')).to.deep.equal([]);
    expect(check({ must: { any: [isBuyer, rated] } }, 'CUR*SE*USD')).to.deep.equal(broken);
    expect(check({ must: { all: [isBuyer, { not: rated }] } }, 'CUR*BY*USD')).to.deep.equal([]);
    expect(check({ must: { element: '03', compare: '<', to: 2 } }, 'CUR*BY*USD*2.500')).to.deep.equal(broken);
    expect(check({ must: { element: '03', compare: '<', to: 2 } }, 'CUR*BY*USD')).to.deep.equal([]);
    for (const [compare, holds] of [
      ['<', true],
      ['<=', true],
      ['=', false],
      ['>=', false],
      ['>', false],
    ] as const) {
      const dates = { must: { element: '08', compare, to: '11' }, element: '08' };
      const body = 'CUR*BY*USD*****007*20260101**007*20260102';
      expect(check(dates, body), compare).to.deep.equal(holds ? [] : ['RULE_BROKEN CUR 8']);
    }
  });

  it('speak of segments and elements that the guide has', () => {
    expect(() => check({ must: { element: '99', sent: true } })).to.throw(/CUR99, which does not exist/);
    expect(() => check({ at: 'QTY', must: { element: '01', sent: true } })).to.throw(/speaks of QTY/);
    expect(() => check({ element: '01', counts: 'PO1Loop' })).to.throw(/speaks of PO1Loop/);
  });
});

describe('the levels of a guide', () => {
  it('need segments of their own', () => {
    const structure = [
      order,
      {
        loop: 'HL',
        use: 'M',
        max: 9,
        children: [
          { segment: 'HL', use: 'M', max: 1 },
          { segment: 'REF', use: 'O', max: 1 },
        ],
      },
    ];
    const hierarchy = { loop: 'HLLoop', levels: { S: [''], I: ['S'] }, requires: { I: ['REF'] } };
    const guide = guideOf(structure, { hierarchy });
    const of = (...body: string[]) => problemsOf(wrap(beg, ...body), guide).map(briefly);
    expect(of('HL*1**S', 'HL*2*1*I', 'REF*IA*1')).to.deep.equal([]);
    expect(of('HL*1**S', 'HL*2*1*I', 'HL*3*1*I', 'REF*IA*1')).to.deep.equal(['HIERARCHY HL HLLoop[2]']);
  });

  it('are those of a loop with number, parent and level', () => {
    expect(() => guideOf([order], { hierarchy: { loop: 'HLLoop', levels: {} } })).to.throw(
      /no loop with number/,
    );
  });
});
