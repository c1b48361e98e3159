import { expect } from 'chai';
import { report } from '../report.ts';
import { scenarios } from '../scenario.ts';
import { playSeveral } from './play-several.ts';
import { severalScenarios } from './several.ts';

describe('a business case over several orders', () => {
  for (const scenario of severalScenarios()) {
    it(`${scenario.case} (${scenario.file})`, async () => {
      const { played, differences } = await playSeveral(scenario);
      expect(differences, report(scenario, played, differences)).to.deep.equal([]);
    });
  }

  it('has a name of its own', () => {
    const names = [...scenarios(), ...severalScenarios()].map((scenario) => scenario.case);
    expect(new Set(names).size).to.equal(names.length);
  });
});
