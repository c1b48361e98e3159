import { expect } from 'chai';
import { newest, readCodeLists, readSchemas, type Schema } from '../../scripts/canonical/schemas.ts';

const folder = new URL('../../canonical-schemas/', import.meta.url).pathname;
const files = newest(readSchemas(folder));
const named =
  'account acknowledgement billing-entity carrier charge cross-reference customer envelope exchange-rate freight-accrual freight-dispute freight-invoice freight-payable goods-receipt inventory-movement invoice item location order-change order-release order-response payment-status process-exception rate-agreement release-change sales-order shipment shipment-event stock-difference stock-posting stock-snapshot supplier tax-rule warehouse-confirmation';

/** Every schema inside a schema that describes a value, with the path to it; conditions are not descriptions. */
function* described(schema: Schema, path: string): Generator<[string, Schema]> {
  yield [path, schema];
  for (const [name, inner] of Object.entries(schema.properties ?? {}))
    yield* described(inner, `${path}/properties/${name}`);
  for (const [name, inner] of Object.entries(schema.$defs ?? {}))
    yield* described(inner, `${path}/$defs/${name}`);
}

const all = files.flatMap(({ object, schema }) => [...described(schema, object)]);
const refsIn = (schema: unknown): string[] =>
  [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);

describe('canonical schemas', () => {
  it('describe the 34 canonical objects', () => {
    const objects = files.map((file) => file.object).filter((object) => object !== 'common');
    expect(objects).to.deep.equal(named.split(' '));
  });

  it('are JSON Schema 2020-12 with an $id that names the folder and version', () => {
    for (const { object, version, schema } of files) {
      expect(schema.$schema).to.equal('https://json-schema.org/draft/2020-12/schema');
      expect(schema.$id).to.equal(`https://canonical.crossdock.example/${object}/v${version}.schema.json`);
    }
  });

  it('give every property, definition and object a title and a description', () => {
    const silent = all.filter(
      ([, { title = '', description = '' }]) => title.length < 2 || description.length < 10,
    );
    expect(silent.map(([path]) => path)).to.deep.equal([]);
  });

  it('close every object against unknown properties', () => {
    const open = all.filter(
      ([, schema]) =>
        schema.type === 'object' && schema.$ref === undefined && schema.additionalProperties !== false,
    );
    expect(open.map(([path]) => path)).to.deep.equal([]);
  });

  it('require only properties that exist', () => {
    for (const [path, schema] of all)
      if (schema.$ref === undefined)
        for (const name of schema.required ?? []) expect(schema.properties, path).to.have.property(name);
  });

  it('say in words what every pattern, format, check digit and choice of properties expects', () => {
    const telling = ['pattern', 'format', 'gln', 'gtin', 'sscc', 'codeList', 'anyOf', 'minProperties'];
    const mute = all.filter(
      ([, schema]) => telling.some((keyword) => keyword in schema) && schema['x-expects'] === undefined,
    );
    expect(mute.map(([path]) => path)).to.deep.equal([]);
  });

  it('use every definition they hold', () => {
    const used = new Set(
      files.flatMap(({ object, version, schema }) =>
        refsIn(schema).map((ref) =>
          ref.startsWith('#') ? `${object}/v${version}.schema.json${ref}` : ref.slice(3),
        ),
      ),
    );
    for (const { object, version, schema } of files)
      for (const name of Object.keys(schema.$defs ?? {}))
        expect(used, `${object} ${name}`).to.include(`${object}/v${version}.schema.json#/$defs/${name}`);
  });

  it('hold amounts, rates and quantities as decimal texts, never as numbers', () => {
    const numbers = all.filter(([, schema]) => schema.type === 'number');
    expect(numbers.map(([path]) => path)).to.deep.equal([]);
  });
});

describe('code lists', () => {
  const { unit = {}, currency = {}, country = {} } = readCodeLists(folder);

  it('hold the units of logistics by UN/ECE Recommendation 20', () => {
    const wanted = 'C62 H87 EA KGM GRM TNE LBR ONZ MTR KMT SMI MTK MTQ LTR SEC HUR MIN DAY PR DZN';
    expect(unit).to.include.all.keys(...wanted.split(' '));
  });

  it('hold package kinds as Recommendation 21 codes with an X in front', () => {
    expect(unit).to.include.all.keys('XPX', 'XPK', 'XCT', 'XCS', 'XBX', 'XPA', 'XPC', 'XRO');
    expect(unit).to.not.have.any.keys('PX', 'BX', 'PK', 'PF', 'RO');
  });

  it('hold only codes of the form that the schemas allow', () => {
    for (const code of Object.keys(unit)) expect(code).to.match(/^[A-Z0-9]{2,3}$/);
    for (const code of Object.keys(currency)) expect(code).to.match(/^[A-Z]{3}$/);
    for (const code of Object.keys(country)) expect(code).to.match(/^[A-Z]{2}$/);
  });

  it('hold every country and the currencies in use', () => {
    expect(Object.keys(country)).to.have.lengthOf(249);
    expect(currency).to.include.all.keys('EUR', 'USD', 'GBP', 'CHF', 'JPY', 'KWD');
    expect(currency).to.not.have.any.keys('DEM', 'HRK', 'XXX', 'XTS', 'XAU');
  });
});
