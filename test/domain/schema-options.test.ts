import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';

const root = join(import.meta.dirname, '../..');
const files = globSync('{domain,runtime}/**/*.schema.json', { cwd: root });

describe('programSchemas', () => {
  it('leaves unchecked only schemas that are valid JSON Schema 2020-12', () => {
    expect(files).to.have.length.above(4);
    for (const file of files) {
      const ajv = new Ajv2020({ strict: false });
      expect(ajv.validateSchema(JSON.parse(readFileSync(join(root, file), 'utf8'))), file).to.equal(true);
    }
  });
});
