import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildCanonical, checkCanonical } from '../../scripts/build-canonical.ts';
import { validatorsSource } from '../../scripts/canonical/validators.ts';
import { whenStale } from '../../scripts/when-stale.ts';

const house = new URL('../../', import.meta.url).pathname;
const types = 'domain/canonical/types.generated.ts';
const validators = 'domain/canonical/validators.generated.js';
let root: string;

describe('buildCanonical', () => {
  before(async () => {
    root = `${mkdtempSync(join(tmpdir(), 'crossdock-build-'))}/`;
    cpSync(`${house}canonical-schemas`, `${root}canonical-schemas`, { recursive: true });
    mkdirSync(`${root}domain/canonical`, { recursive: true });
    await buildCanonical(root);
  });
  after(() => rmSync(root, { recursive: true }));

  it('writes the types that are committed', async () => {
    expect(await checkCanonical(house)).to.equal(true);
    expect(await checkCanonical(root)).to.equal(true);
  });

  it('leaves unchanged files untouched', async () => {
    const before = [types, validators].map((file) => statSync(root + file).mtimeMs);
    await buildCanonical(root);
    expect([types, validators].map((file) => statSync(root + file).mtimeMs)).to.deep.equal(before);
  });

  it('runs once and then again only when a schema or a generated file has changed', async () => {
    let builds = 0;
    const run = () =>
      whenStale(root, 'canonical-test', ['canonical-schemas', types, validators], async () => {
        builds += 1;
        await buildCanonical(root);
      });
    await run();
    await run();
    expect(builds).to.equal(1);
    rmSync(root + validators);
    await run();
    await run();
    expect(builds).to.equal(2);
    writeFileSync(`${root}canonical-schemas/note.txt`, 'changed');
    await run();
    expect(builds).to.equal(3);
  });

  it('sees that committed types were edited by hand', async () => {
    appendFileSync(root + types, '\nexport type Extra = string;\n');
    expect(await checkCanonical(root)).to.equal(false);
    await buildCanonical(root);
    expect(await checkCanonical(root)).to.equal(true);
  });
});

describe('validatorsSource', () => {
  const schema = {
    $id: 'https://canonical.crossdock.example/parcel/v1.schema.json',
    title: 'Parcel',
    type: 'object',
    properties: { unit: { type: 'string', codeList: 'unit' } },
  };

  it('exports every version of an object', () => {
    const second = { ...schema, $id: 'https://canonical.crossdock.example/parcel/v2.schema.json' };
    const source = validatorsSource(
      [
        { object: 'parcel', version: 1, schema },
        { object: 'parcel', version: 2, schema: second },
      ],
      { unit: { KGM: 'kilogram' } },
    );
    expect(source).to.include("'parcel': { 1: is_parcel_v1, 2: is_parcel_v2 },");
    expect(source).to.not.include('require(');
  });

  it('refuses a schema with a code list that does not exist or a keyword that nobody knows', () => {
    expect(() => validatorsSource([{ object: 'parcel', version: 1, schema }], {})).to.throw(
      'canonical-schemas/code-lists/unit.json is missing',
    );
    const misspelt = { ...schema, properties: { unit: { type: 'string', patern: 'x' } } };
    expect(() => validatorsSource([{ object: 'parcel', version: 1, schema: misspelt }], {})).to.throw(
      'patern',
    );
  });
});
