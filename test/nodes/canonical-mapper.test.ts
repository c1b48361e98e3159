import { expect } from 'chai';
import { runtime } from '../../nodes/canonical-mapper/runtime.ts';
import { type DeployOptions, deploy } from '../support/deploy-node.ts';

const base = `mapping: base-item
version: 1.0.0
layer: base
source: { form: json }
target: { form: canonical, object: item, version: "1" }
tables: { units: { EA: C62 } }
rules:
  sku: { path: number, required: true }
  description: { path: text }
  baseUnit: { path: unit, table: units }
  grossWeight.value: { path: kg, as: decimal }
  grossWeight.unit: { constant: KGM }
  price.amount: { path: price, as: decimal }
  price.currency: { path: $context.tenant, table: currencies }
`;
const partner = `mapping: acme-item
version: 1.0.0
layer: partner
extends: base-item
tables: { currencies: { northwind: USD } }
rules:
  description: { firstOf: [text, $message.topic] }
`;
const packFiles = { 'mappings/base/item.mapping.yaml': base, 'mappings/acme.mapping.yaml': partner };
const item = { number: 'NW-1', text: 'Beans', unit: 'EA', kg: 1.05, price: '14.90' };
const mapper = (mapping = 'mappings/acme.mapping.yaml', more: DeployOptions = {}) =>
  deploy(runtime, { mapping }, { packFiles, ...more });

describe('crossdock-canonical-mapper', () => {
  it('maps by the layers of its pack and says what the payload is now', async () => {
    const { outputs } = await mapper().receive({ payload: item, topic: 't' });
    expect(outputs).to.have.keys('mapped');
    expect(outputs.mapped?.[0]).to.deep.include({
      topic: 't',
      canonical: { object: 'item', version: '1' },
      payload: {
        sku: 'NW-1',
        description: 'Beans',
        baseUnit: 'C62',
        grossWeight: { value: '1.05', unit: 'KGM' },
        price: { amount: '14.9', currency: 'USD' },
      },
    });
  });

  it('reads the message around the document', async () => {
    const { outputs } = await mapper().receive({ payload: { ...item, text: '' }, topic: 'from the topic' });
    expect(outputs.mapped?.[0]?.payload).to.have.property('description', 'from the topic');
  });

  it('sends a document it cannot map to its second output, unchanged, with every problem', async () => {
    const payload = { ...item, number: '', unit: 'ZZ', kg: '1E3' };
    const { outputs } = await mapper().receive({ payload });
    expect(outputs).to.have.keys('failed');
    const failed = outputs.failed?.[0];
    expect(failed?.payload).to.equal(payload);
    const error = failed?.error as {
      code: string;
      problems: { target: string; file: string; line: number }[];
    };
    expect(error.code).to.equal('CD_MAPPING_FAILED');
    expect(error.problems.map(({ target, file, line }) => `${target} ${file}:${line}`)).to.deep.equal([
      'sku test/mappings/base/item.mapping.yaml:8',
      'baseUnit test/mappings/base/item.mapping.yaml:10',
      'grossWeight.value test/mappings/base/item.mapping.yaml:11',
    ]);
  });

  it('runs expressions too, and looks up master data', async () => {
    const text = `mapping: name\nversion: 1.0.0\nlayer: base\nsource: { form: json }\ntarget: { form: json }\nrules:
  name: { jsonata: "$uppercase(name)" }
  carrier: { lookup: { object: carrier, scheme: scac, path: scac, take: name } }`;
    const carrier = {
      scac: 'SWFT',
      name: 'Swift',
      modes: ['road'],
      identifiers: [{ scheme: 'scac', value: 'SWFT' }],
    };
    const node = mapper('mappings/name.yaml', {
      packFiles: { 'mappings/name.yaml': text },
      masterData: { carrier: [carrier] },
    });
    const { outputs } = await node.receive({
      payload: { name: 'x', scac: 'SWFT' },
      canonical: { object: 'item', version: '1' },
    });
    expect(outputs.mapped?.[0]?.payload).to.deep.equal({ name: 'X', carrier: 'Swift' });
    expect(outputs.mapped?.[0]).to.not.have.property('canonical');
  });

  for (const [what, text, code, place] of [
    ['a faulty rule', partner.replace('firstOf', 'firstof'), 'CD_MAPPING_FILE_INVALID', 'x.yaml:7'],
    ['an unknown lower layer', partner.replace('base-item', 'base-itm'), 'CD_MAPPING_UNKNOWN', 'x.yaml:4'],
    [
      'an unknown master-data object',
      partner.replace('[text, $message.topic]', '[{ lookup: { object: custmer, scheme: s, path: p } }]'),
      'CD_MAPPING_RULE_INVALID',
      'x.yaml:7',
    ],
    ['a file that is no mapping', 'agreement: acme', 'CD_MAPPING_FILE_INVALID', 'x.yaml:1'],
  ] as const) {
    it(`refuses ${what} at deploy, naming file and line`, async () => {
      const files = { 'mappings/base/item.mapping.yaml': base, 'mappings/x.yaml': text };
      const node = mapper('mappings/x.yaml', { packFiles: files });
      const { error } = await node.receive({ payload: item });
      expect(error?.code).to.equal(code);
      expect(error?.message).to.contain(`test/mappings/${place}`);
      expect(node.statuses.join(' ')).to.contain(code);
    });
  }
});
