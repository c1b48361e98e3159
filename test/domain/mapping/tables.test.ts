import { expect } from 'chai';
import { compileText, context, jsonMapping } from './mapping-fixture.ts';

const table = (entries: string): ReturnType<typeof compileText> =>
  compileText(jsonMapping('unit: { path: unit, table: units }', `tables: { units: { ${entries} } }`));

const through = async (entries: string, unit: unknown): Promise<unknown> => {
  const result = await table(entries).run({ unit }, context);
  return result.ok ? (result.value as { unit: unknown }).unit : result.problems[0]?.problem;
};

describe('code table', () => {
  it('replaces known codes, as they are written', async () => {
    expect(await through('EA: C62, "01": A, 02: B, NO: false', 'EA')).to.equal('C62');
    expect(await through('EA: C62, "01": A, 02: B, NO: false', '02')).to.equal('B');
    expect(await through('EA: C62, NO: false', 'NO')).to.equal(false);
    expect(await through('A: 01, B: 7', 'A')).to.equal('01');
    expect(await through('A: 01, B: 7', 'B')).to.equal('7');
  });
  it('refuses unknown codes unless told otherwise', async () => {
    const problem = 'unit: unit is "XX", which table "units" does not know';
    expect(await through('EA: C62', 'XX')).to.equal(problem);
    expect(await through('EA: C62, default: error', 'XX')).to.equal(problem);
  });
  it('passes unknown codes on, or gives them a value, where it says so', async () => {
    expect(await through('EA: C62, default: pass', 'XX')).to.equal('XX');
    expect(await through('EA: C62, default: ZZ', 'XX')).to.equal('ZZ');
  });
  it('does not know what every JavaScript object has', async () => {
    expect(await through('EA: C62', 'constructor')).to.match(/does not know/);
    expect(await through('EA: C62', '__proto__')).to.match(/does not know/);
  });
});
