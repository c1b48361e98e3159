import { expect } from 'chai';
import { told } from '../../domain/canonical/problem-text.ts';
import { canonicalObjects, canonicalVersions, validateCanonical } from '../../domain/canonical/validate.ts';
import { validators } from '../../domain/canonical/validators.generated.js';
import { invalidSamples, validSamples } from './samples.ts';

for (const object of canonicalObjects) {
  describe(`canonical object ${object}`, () => {
    it('has at least two valid and five invalid samples', () => {
      expect(validSamples(object)).to.have.length.of.at.least(2);
      expect(invalidSamples(object)).to.have.length.of.at.least(5);
    });

    for (const [name, document] of validSamples(object))
      it(`accepts ${name}`, () => {
        expect(validateCanonical(object, document)).to.deep.equal({ valid: true, value: document });
      });

    for (const [name, { $problem, keyword, document }] of invalidSamples(object))
      it(`refuses ${name} at "${$problem}" because of ${keyword}`, () => {
        const result = validateCanonical(object, document);
        const paths = result.valid ? [] : result.problems.map(({ path }) => path);
        expect([...new Set(paths)]).to.deep.equal([$problem]);
        const validator = validators[object][canonicalVersions(object).at(-1)!]!;
        validator(document);
        const found = (validator.errors ?? []).map((error) => `${error!.keyword} ${told(error!).path}`);
        expect(found).to.include(`${keyword} ${$problem}`);
      });
  });
}
