import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { compileMapping } from '../../../domain/mapping/compile.ts';
import { differences } from '../../../domain/mapping/difference.ts';
import { runSamples, sampleFaults } from '../../../domain/mapping/samples.ts';
import { canonicalSchema, compileText, context, jsonMapping, validateTarget } from './mapping-fixture.ts';

const cases = new URL('cases/', import.meta.url);

describe('mapping samples', () => {
  for (const name of readdirSync(cases).sort()) {
    it(`map ${name.replaceAll('-', ' ')} as expected`, async () => {
      const folder = new URL(`${name}/`, cases);
      const text = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
      const files = readdirSync(folder)
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => ({ path: `${name}/${file}`, text: text(file) }));
      const mapping = compileMapping('case', { files, canonicalSchema, validateTarget });
      const outcomes = await runSamples(mapping, { read: (file) => JSON.parse(text(file)), context });
      expect(outcomes).to.have.length.greaterThan(0);
      expect(outcomes.flatMap((outcome) => outcome.differences)).to.deep.equal([]);
    });
  }

  it('tell every difference with its place', async () => {
    const mapping = compileText(
      jsonMapping(
        'a: { path: a }\nb: { each: b, value: { path: $ } }\nc: { path: c, required: true }',
        'samples: [{ name: one, input: in.json, expected: out.json }]',
      ),
    );
    const files: Record<string, unknown> = {
      'in.json': { a: 1, b: ['x', 'y'] },
      'out.json': { a: '1', b: ['x'], c: { d: true } },
    };
    const outcomes = await runSamples(mapping, { read: (path) => files[path], context });
    expect(outcomes[0]).to.deep.include({ name: 'one', passed: false });
    expect(outcomes[0]?.differences).to.deep.equal([
      'c: c is missing in the document (test.mapping.yaml:10)',
      'a: expected "1", got 1',
      'b[1]: expected nothing, got "y"',
      'c: expected {"d":true}, got nothing',
    ]);
    expect(sampleFaults(mapping, outcomes)[0]?.message).to.match(
      /^test\.mapping\.yaml: sample "one" of test differs: c: c is missing/,
    );
  });
});

describe('differences', () => {
  it('are none between equal documents, whatever the order of fields', () => {
    expect(differences({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).to.deep.equal([]);
  });
  it('tell a list from an object and nothing from null', () => {
    expect(differences({ a: [], b: null }, { a: {} })).to.deep.equal([
      'a: expected [], got {}',
      'b: expected null, got nothing',
    ]);
  });
});
