import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isCanonicalObject, validateCanonical } from '../../domain/canonical/validate.ts';
import { compileMapping } from '../../domain/mapping/compile.ts';
import { apply } from '../../domain/process/apply.ts';
import type { DocumentType, OrderProcess } from '../../domain/process/types.ts';
import { input, type Shorthand } from '../domain/process/documents.ts';

const root = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const files = globSync('flows/order-to-cash/mappings/*.yaml', { cwd: root }).map((path) => ({
  path,
  text: text(path),
}));
const at = '2026-03-02T08:00:00Z';

/** What a mapping of order-to-cash gives of an order after documents. */
async function mapped(name: string, documents: readonly [DocumentType, Shorthand][]): Promise<unknown> {
  const mapping = compileMapping(name, {
    files,
    canonicalSchema: (object, version) =>
      JSON.parse(text(`canonical-schemas/${object}/v${version}.schema.json`)) as object,
    validateTarget: ({ object = '' }, value) =>
      isCanonicalObject(object) ? validateCanonical(object, value) : { valid: true },
  });
  const process = documents.reduce<OrderProcess | null>(
    (so, [type, said], index) => apply(so, input(type, said, `m-${index}`, at)).process,
    null,
  );
  const { value } = await mapping.run(process, { now: () => new Date(at), lookup: () => null });
  return value;
}

const ordered: readonly [DocumentType, Shorthand][] = [
  ['sales-order', { lines: { 1: { quantity: 10, price: '10.00' }, 2: { quantity: 4, price: '5.00' } } }],
  ['erp-confirmation', {}],
];

describe('what the ERP is told of a changed order', () => {
  const prices = async (...changes: readonly Shorthand[]) => {
    const told = (await mapped('process-to-erp-order-change', [
      ...ordered,
      ...changes.map((lines, index): [DocumentType, Shorthand] => [
        'order-change',
        { change: index + 1, lines },
      ]),
    ])) as { to_Item: { results: { SalesOrderItem: string; NetPriceAmount?: string }[] } };
    return told.to_Item.results.map(({ NetPriceAmount }) => NetPriceAmount);
  };

  it('is the price of a line that a change has made another, also when it is changed back', async () => {
    expect(await prices({ 1: { price: '12.00' } })).to.deep.equal(['12.00', undefined]);
    expect(await prices({ 1: { price: '12.00' } }, { 1: { price: '10.00' } })).to.deep.equal([
      '10.00',
      undefined,
    ]);
  });

  it('is the price of a line that a change has added', async () => {
    expect(await prices({ 3: { add: 5, price: '9.60' } })).to.deep.equal([undefined, undefined, '9.60']);
  });

  it('is no price where only the quantity has changed, or the price is named again', async () => {
    expect(await prices({ 1: 8 })).to.deep.equal([undefined, undefined]);
    expect(await prices({ 1: { to: 8, price: '10.00' } })).to.deep.equal([undefined, undefined]);
  });
});

describe('what the TMS is told of a changed order', () => {
  const loads = async (...documents: readonly [DocumentType, Shorthand][]) => {
    const released: [DocumentType, Shorthand] = ['order-release', { lines: { 1: 10, 2: 4 } }];
    const told = (await mapped('process-to-load-changes', [...ordered, released, ...documents])) as {
      loads: { shipmentId: string; byHand?: boolean }[];
    };
    return told.loads.map(({ shipmentId, byHand }) => [shipmentId, byHand]);
  };
  const planned = (shipment: string, more: Shorthand = {}): [DocumentType, Shorthand] => [
    'shipment',
    { shipment, release: 'R-1', ...more },
  ];

  it('is the load that has not left', async () => {
    expect(await loads(planned('SH-1'))).to.deep.equal([['SH-1', undefined]]);
  });

  for (const milestone of [
    'picked-up',
    'dispatched',
    'in-transit',
    'arrived',
    'delivered',
    'proof-of-delivery',
  ])
    it(`is nothing of a load of which the carrier has told ${milestone}`, async () => {
      const signed = milestone === 'proof-of-delivery' ? { signed: 'Bea' } : {};
      expect(await loads(planned('SH-1'), ['shipment-event', { milestone, at, ...signed }])).to.deep.equal(
        [],
      );
    });

  it('is left to a person where a release is on several loads, or a load carries more than it', async () => {
    expect(await loads(planned('SH-1'), planned('SH-2'))).to.deep.equal([
      ['SH-1', true],
      ['SH-2', true],
    ]);
    expect(await loads(planned('SH-1'), planned('SH-2', { status: 'cancelled' }))).to.deep.equal([
      ['SH-1', undefined],
    ]);
    const orders = [
      { orderNumber: 'PO-1', releaseNumber: 'R-1' },
      { orderNumber: 'PO-2', releaseNumber: 'R-2' },
    ];
    expect(await loads(planned('SH-1', { orders }))).to.deep.equal([['SH-1', true]]);
  });
});
