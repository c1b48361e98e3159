import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { report } from './case-report.ts';

const here = new URL('.', import.meta.url).pathname;

/** Each folder under `x12/cases` and `edifact/cases` is a file and everything that receiving it gives. */
describe('receive', () => {
  for (const input of globSync('*/cases/*/input.edi', { cwd: here }).sort()) {
    it(`gives what ${input.replace('/input.edi', '/expected.json')} says`, () => {
      const actual: unknown = JSON.parse(JSON.stringify(report(readFileSync(here + input))));
      const expected: unknown = JSON.parse(
        readFileSync(here + input.replace('input.edi', 'expected.json'), 'utf8'),
      );
      expect(actual).to.deep.equal(expected);
    });
  }
});
