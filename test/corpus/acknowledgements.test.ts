import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { compare, inLines, pairsIn, summaryOf } from './acknowledgements.ts';
import { differences } from './differences.ts';
import { healthCare } from './health-care.ts';
import type { CorpusFile } from './manifest.ts';

const isa = '*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260115*1030*U*00401*';
const interchange = (control: string, ...segments: string[]): Buffer =>
  Buffer.from([`ISA${isa}${control}*1*P*:`, ...segments, `IEA*1*${control}`, ''].join('~'));

const inquiry = (birth: string): Buffer =>
  interchange(
    '000000007',
    'GS*HS*PAYER*CLINIC*20260115*1030*7*X*004010X092A1',
    ...['ST*270*0001', 'BHT*0022*13*1*20260115*1030', 'HL*1**20*1', 'NM1*PR*2*PAYER', 'HL*2*1*21*1'],
    ...['NM1*1P*2*CLINIC', 'HL*3*2*22*0', 'NM1*IL*1*DOE*JANE', `DMG*D8*${birth}`, 'EQ*30'],
    ...['SE*11*0001', 'GE*1*7'],
  );
const answer = (...verdicts: string[]): Buffer =>
  interchange(
    '000000001',
    'TA1*000000007*260115*1030*A*000',
    'GS*FA*CLINIC*PAYER*20260115*1031*1*X*004010',
    ...['ST*997*0001', 'AK1*HS*7', 'AK2*270*0001', ...verdicts, `SE*${verdicts.length + 4}*0001`, 'GE*1*1'],
  );

const pair = { source: 'a.source.x12', acknowledgement: 'a.res997.x12' };
const compared = (birth: string, theirs: Buffer, ...reasons: Parameters<typeof compare>[2][]) =>
  compare(pair, (path) => (path === pair.source ? inquiry(birth) : theirs), ...reasons);

describe('an acknowledgement that a corpus pairs with its source', () => {
  const file = (path: string): CorpusFile => ({ path, type: '997', verdict: 'expected', note: '' });

  it('is found by its name', () => {
    const names = ['b.source.x12', 'a.resAck.x12', 'a.source.x12', 'c.res997.x12', 'b.res997.x12'];
    expect(pairsIn(names.map(file))).to.deep.equal([
      { source: 'a.source.x12', acknowledgement: 'a.resAck.x12' },
      { source: 'b.source.x12', acknowledgement: 'b.res997.x12' },
    ]);
  });

  it('is the same where every element of every verdict is', () => {
    expect(compared('19800229', answer('AK5*A', 'AK9*A*1*1*1')).differences).to.deep.equal([]);
    const theirs = answer('AK3*DMG*9**8', 'AK4*2*1251*8*19810229', 'AK5*R*5', 'AK9*R*1*1*0');
    expect(compared('19810229', theirs).differences).to.deep.equal([]);
  });

  it('differs as explained where the differences are those on record, and only then', () => {
    const theirs = answer('AK5*A', 'AK9*A*1*1*1');
    const found = [
      {
        theirs: ['AK5*A', 'AK9*A*1*1*1'],
        ours: ['AK3*DMG*9**8', 'AK4*2*1251*8*19810229', 'AK5*R*5', 'AK9*R*1*1*0'],
      },
    ];
    const record = found.map((one) => ({ ...one, reason: 'they do not check dates' }));
    const all = [
      compared('19810229', theirs),
      compared('19810229', theirs, record),
      compared('19800229', theirs, record),
      compared('19800229', theirs),
    ];
    expect(all.map(({ explained }) => explained)).to.deep.equal([false, true, false, true]);
    expect(summaryOf(all)).to.match(/4 compared, 1 the same, 1 differ as explained, 2 unexplained/);
    expect(inLines(found).split('\n')[2]).to.equal('  + AK3*DMG*9**8');
  });

  it('has a guide for every set, which says what it is for', () => {
    const record = JSON.parse(
      readFileSync(new URL('expected-acknowledgements.json', import.meta.url), 'utf8'),
    ) as Record<string, readonly { reason: string }[]>;
    for (const { reason } of Object.values(record).flat()) expect(reason).to.have.length.above(40);
    const found = ['270 092', '278 094', '835 091', '837 096', '837 098'].map((name) => {
      const [set = '', number] = name.split(' ');
      return healthCare.guideFor('X12', `004010X${number}A1`, set)?.ref;
    });
    expect(new Set(found.filter(Boolean)).size).to.equal(5);
  });
});

describe('differences', () => {
  it('are the lines that stand for others, in order', () => {
    expect(differences(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).to.deep.equal([
      { theirs: ['b'], ours: ['x'] },
      { theirs: [], ours: ['d'] },
    ]);
    expect(differences(['a'], ['a'])).to.deep.equal([]);
    expect(differences([], ['a'])).to.deep.equal([{ theirs: [], ours: ['a'] }]);
  });
});
