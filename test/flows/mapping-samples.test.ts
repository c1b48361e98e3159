import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { isCanonicalObject, validateCanonical } from '../../domain/canonical/validate.ts';
import { parseAgreement } from '../../domain/edi/agreement.ts';
import type { TransactionJson } from '../../domain/edi/json-form.ts';
import { write } from '../../domain/edi/write/write.ts';
import { type CompiledMapping, compileMapping } from '../../domain/mapping/compile.ts';
import { mappingName } from '../../domain/mapping/read-mapping.ts';
import { runSamples, sampleFaults } from '../../domain/mapping/samples.ts';
import { partnerFiles } from '../support/partner-files.ts';

const root = join(import.meta.dirname, '../..');
const now = new Date('2026-03-02T12:00:00.000Z');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const json = (path: string): unknown => JSON.parse(text(path));

const mappings = globSync('flows/*', { cwd: root }).flatMap((pack) => {
  const files = globSync(`${pack}/mappings/**/*.mapping.yaml`, { cwd: root })
    .sort()
    .map((path) => ({ path, text: text(path) }));
  // A layer that others extend need not be whole; it is tried with the layers above it.
  const extended = new Set(files.flatMap((file) => /^extends:\s*(\S+)/m.exec(file.text)?.[1] ?? []));
  const whole = files.filter((file) => !extended.has(mappingName(file.text) ?? ''));
  return whole.map((file) => ({
    file: file.path,
    name: mappingName(file.text) ?? '',
    compile: (): CompiledMapping =>
      compileMapping(mappingName(file.text) ?? '', {
        files,
        canonicalSchema: (object, version) => json(`canonical-schemas/${object}/v${version}.schema.json`),
        validateTarget: ({ object = '' }, value) =>
          isCanonicalObject(object) ? validateCanonical(object, value) : { valid: true },
      }),
  }));
});

describe('the mappings of the packs', () => {
  for (const { file, name, compile } of mappings) {
    it(`${name} compiles and maps its samples`, async () => {
      const mapping = compile();
      const sources = {
        read: (path: string) => json(join(dirname(file), path)),
        context: { now: () => now, lookup: () => null },
      };
      const faults = sampleFaults(mapping, await runSamples(mapping, sources));
      expect(faults.map(({ message }) => message)).to.deep.equal([]);
    });
  }

  const ofPartners = mappings.filter(({ file }) => /^flows\/partner-[^/]+\/mappings\/[^/]+$/.test(file));

  it('have a sample for every document of a partner', () => {
    expect(ofPartners).to.have.length.greaterThan(5);
    const without = ofPartners.filter(({ compile }) => compile().samples.length === 0);
    expect(without.map(({ name }) => name)).to.deep.equal([]);
  });

  for (const { file, name, compile } of ofPartners) {
    const mapping = compile();
    const { form } = mapping.target;
    if (form !== 'x12' && form !== 'edifact') continue;
    it(`${name} gives what the partner's agreement can send`, () => {
      const [, partner = ''] = /^flows\/partner-([^/]+)/.exec(file) ?? [];
      const agreement = parseAgreement(
        partnerFiles(partner)[`agreements/${partner}.yaml`]!.data,
        `agreements/${partner}.yaml`,
      );
      for (const { expected } of mapping.samples) {
        const transaction = json(join(dirname(file), expected)) as TransactionJson;
        const written = write({
          ...{ standard: agreement.standard, agreement, transactions: [transaction], now },
          controlNumbers: { interchangeControlNumber: '1' },
        });
        const { type } = mapping.target;
        expect(written).to.contain(form === 'x12' ? `ST*${type}*0001` : `UNH+1+${type}:D:96A:UN`);
      }
    });
  }
});
