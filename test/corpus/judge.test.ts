import { expect } from 'chai';
import { ownSamples } from '../fuzz/edi.ts';
import { type Finding, findingOf } from './engine.ts';
import { judge } from './judge.ts';
import { type CorpusFile, readManifest } from './manifest.ts';
import { tableOf } from './table.ts';

const file = (verdict: CorpusFile['verdict'], note = '', type = '850'): CorpusFile => ({
  ...{ path: 'a.edi', type, verdict, note },
});
const refused = (...codes: string[]): Finding => ({ outcome: 'refused', codes });
const validated: Finding = { outcome: 'validated', codes: [] };

describe('the judge of a corpus', () => {
  const isExplained = (one: CorpusFile, finding: Finding): boolean =>
    judge(one, finding, undefined).unexplained === null;

  it('explains what is called valid and read, and what is called invalid and refused for what is noted', () => {
    expect(isExplained(file('valid'), validated)).to.equal(true);
    expect(isExplained(file('invalid', 'SE01 4!=3'), refused('CD_EDI_COUNT_MISMATCH'))).to.equal(true);
    expect(isExplained(file('invalid', 'GE02!=GS06'), refused('CD_EDI_CONTROL_NUMBER_MISMATCH'))).to.equal(
      true,
    );
  });

  it('does not explain the contrary, nor a refusal for another reason', () => {
    expect(isExplained(file('valid'), refused('CD_EDI_NOT_EDI'))).to.equal(false);
    expect(isExplained(file('invalid', 'SE01 4!=3'), validated)).to.equal(false);
    expect(isExplained(file('invalid', 'SE01 4!=3'), refused('CD_EDI_CONTROL_NUMBER_MISMATCH'))).to.equal(
      false,
    );
    expect(isExplained(file('invalid'), refused('CD_EDI_COUNT_MISMATCH'))).to.equal(false);
  });

  it('takes a header that cannot be read for what hides the rest', () => {
    expect(isExplained(file('invalid', 'SE01 4!=3'), refused('CD_EDI_ISA_INVALID'))).to.equal(true);
  });

  it('holds a file to what is on record for it', () => {
    const record = { ...refused('CD_EDI_NOT_EDI'), reason: 'a message without an interchange' };
    expect(judge(file('valid'), refused('CD_EDI_NOT_EDI'), record).unexplained).to.equal(null);
    expect(judge(file('valid'), validated, record).unexplained).to.match(/expected.json says refused/);
  });

  it('asks nothing of companions that are no EDI', () => {
    expect(isExplained(file('expected', '', '-'), refused('CD_EDI_NOT_EDI'))).to.equal(true);
  });
});

describe('the table of a corpus', () => {
  it('counts by type, and a file that is unexplained nowhere else', () => {
    const judgements = [
      judge(file('valid'), validated, undefined),
      judge(file('valid'), refused('CD_EDI_NOT_EDI'), undefined),
      judge(file('invalid', 'SE01 4!=3', '214'), refused('CD_EDI_COUNT_MISMATCH'), undefined),
    ];
    const cells = tableOf(judgements)
      .split('\n')
      .map((row) => row.trim().split(/ +/));
    expect(cells).to.deep.equal([
      ['type', 'files', 'read', 'validated', 'refused', 'unexplained'],
      ['214', '1', '0', '0', '1', '0'],
      ['850', '2', '0', '1', '0', '1'],
      ['all', '3', '0', '1', '1', '1'],
    ]);
  });
});

describe('what the engine makes of a file', () => {
  it('is an outcome with codes, for each of our own samples', () => {
    for (const sample of ownSamples()) {
      const { outcome, codes } = findingOf(sample);
      expect(codes.length > 0).to.equal(outcome === 'refused');
    }
  });
});

describe('a manifest', () => {
  it('says path, type, verdict and note of every file', () => {
    const text =
      'file\trepo\tpath\tlicence\ttype\tvalid/invalid\tnote\na.edi\tr\tp\tMIT\t850\tvalid\tv=004010\n';
    expect(readManifest(text)).to.deep.equal([file('valid', 'v=004010')]);
  });

  it('is refused with its line when a verdict is none', () => {
    expect(() => readManifest('h\na.edi\tr\tp\tMIT\t850\tgood\t\n')).to.throw(/line 2: 'good'/);
  });
});
