import { expect } from 'chai';
import fc from 'fast-check';
import { mapped } from './mapping-fixture.ts';

describe('rule', () => {
  it('writes constants and paths exactly', async () => {
    const names = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
    const values = fc.oneof(fc.stringMatching(/^[ -~]{1,20}$/), fc.boolean(), fc.integer());
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(names, values, { minKeys: 1, maxKeys: 8 }),
        fc.boolean(),
        async (fields, fixed) => {
          const rules = Object.entries(fields).map(([name, value]) =>
            fixed ? `${name}: { constant: ${JSON.stringify(value)} }` : `${name}: { path: ${name} }`,
          );
          expect(await mapped(rules.join('\n'), { ...fields })).to.deep.equal({ ...fields });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('nests target fields and lists, and closes the gaps of lists', async () => {
    const rules = `
a.b.c: { path: x }
parties[0].role: { constant: BY, when: none }
parties[1].role: { constant: ST }
parties[2].role: { constant: SF }
gone.deep.field: { path: none }
list[0]: { path: x }`;
    expect(await mapped(rules, { x: 1 })).to.deep.equal({
      a: { b: { c: 1 } },
      parties: [{ role: 'ST' }, { role: 'SF' }],
      list: [1],
    });
  });

  it('lays fields over an object that is taken whole, and leaves the source as it was', async () => {
    const document = { shipTo: { name: 'Store', address: { city: 'Ulm' } } };
    const rules = 'shipTo: { path: shipTo }\nshipTo.name: { constant: Depot }';
    expect(await mapped(rules, document)).to.deep.equal({
      shipTo: { name: 'Depot', address: { city: 'Ulm' } },
    });
    expect(document.shipTo.name).to.equal('Store');
  });

  it('uses the default only for what is absent', async () => {
    const rules = 'a: { path: a, default: X }\nb: { path: b, default: X }\nc: { path: c, default: X }';
    expect(await mapped(rules, { a: '', b: false })).to.deep.equal({ a: 'X', b: false, c: 'X' });
  });

  it('makes one list of loops within a loop, whose item is one step up', async () => {
    const rules = `
stock:
  each: counts
  within: items
  rules: { sku: { path: ^sku }, nth: { path: "^#" }, count: { path: $ } }`;
    const items = [{ sku: 'A', counts: [1, 2] }, { sku: 'B' }, { sku: 'C', counts: [3] }];
    expect(await mapped(rules, { items })).to.deep.equal({
      stock: [
        { sku: 'A', nth: 1, count: 1 },
        { sku: 'A', nth: 1, count: 2 },
        { sku: 'C', nth: 3, count: 3 },
      ],
    });
    expect(await mapped(rules, { items: [] })).to.deep.equal({});
    const missing = mapped(rules.replace('path: ^sku', 'path: gtin, required: true'), { items });
    expect(await missing.catch((error: Error) => error.message)).to.include(
      'stock[0].sku: items[0].counts[0].gtin is missing',
    );
    const alone = mapped('a: { path: x, within: items }', { items });
    expect(await alone.catch((error: Error) => error.message)).to.include('`within` belongs to an `each`');
  });

  it('names the source of a missing required value', async () => {
    const rules = 'lines: { each: lines, rules: { sku: { path: item.sku, required: true } } }';
    const failure = mapped(rules, { lines: [{ item: { sku: 'A' } }, { item: {} }] });
    expect(await failure.catch((error: Error) => error.message)).to.equal(
      'lines[1].sku: lines[1].item.sku is missing in the document',
    );
  });

  it('applies a rule only when its conditions hold', async () => {
    const rules = `
a: { constant: 1, when: kind='x' }
b: { constant: 2, when: [kind='x'|'y', "!other"] }
c: { path: missing, required: true, when: other }`;
    expect(await mapped(rules, { kind: 'y' })).to.deep.equal({ b: 2 });
  });

  it('takes the first of several origins that has a value', async () => {
    const rules = 'a: { firstOf: [x, { path: y, trim: true }, { constant: Z }] }';
    expect(await mapped(rules, { y: ' Y ' })).to.deep.equal({ a: 'Y' });
    expect(await mapped(rules, {})).to.deep.equal({ a: 'Z' });
  });

  it('takes of several origins only those whose conditions hold', async () => {
    const rules = `a: { firstOf: [{ path: x, when: "kind='A'" }, { constant: B, when: "kind='B'" }, { path: z }] }`;
    expect(await mapped(rules, { kind: 'A', x: 'X', z: 'Z' })).to.deep.equal({ a: 'X' });
    expect(await mapped(rules, { kind: 'B', x: 'X', z: 'Z' })).to.deep.equal({ a: 'B' });
    expect(await mapped(rules, { kind: 'C', x: 'X', z: 'Z' })).to.deep.equal({ a: 'Z' });
  });

  it('joins what is present', async () => {
    const rules = 'a: { join: [x, none, { constant: "-" }, y], with: "/" }\nb: { join: [none] }';
    expect(await mapped(rules, { x: 1, y: 'b' })).to.deep.equal({ a: '1/-/b' });
  });

  it('counts, and adds exactly', async () => {
    const rules = 'n: { count: lines }\ntotal: { sum: lines.q }\nnone: { sum: lines.z }';
    const lines = [{ q: '0.1' }, { q: '0.2' }, {}];
    expect(await mapped(rules, { lines })).to.deep.equal({ n: 3, total: '0.3' });
  });

  it('converts', async () => {
    const rules = `
text: { path: n, as: string }
decimal: { path: d, as: decimal }
implied: { path: n, as: implied-decimal, scale: 2 }
integer: { path: i, as: integer }
number: { path: d, as: number }
yes: { path: yes, as: boolean }
instant: { path: day, as: date, format: ccyymmdd, zone: Europe/Berlin, at: "12:00" }
day: { path: day, as: day, format: ccyymmdd }
written: { path: at, as: formatted-date, format: hhmm, zone: Europe/Berlin }`;
    const document = {
      n: 1050,
      d: '010.50',
      i: '007',
      yes: 'Y',
      day: '20260701',
      at: '2026-07-01T10:00:00Z',
    };
    expect(await mapped(rules, document)).to.deep.equal({
      text: '1050',
      decimal: '10.5',
      implied: '10.5',
      integer: 7,
      number: 10.5,
      yes: true,
      instant: '2026-07-01T12:00:00+02:00',
      day: '2026-07-01',
      written: '1200',
    });
  });

  it('reads format, time and zone from the document', async () => {
    const rules = `
at:
  path: date
  as: date
  format: { path: code }
  time: time
  zone: { lookup: { object: location, scheme: id, path: place, take: zone } }`;
    const lookup = () => ({ zone: 'Asia/Tokyo' });
    const document = { date: '260701', code: '101', time: '0930', place: 'TYO' };
    expect(await mapped(rules, document, { lookup })).to.deep.equal({ at: '2026-07-01T09:30:00+09:00' });
  });

  it('looks up master data, by a scheme from the context too', async () => {
    const known = { id: 'C-1', names: [{ lang: 'de', text: 'Laden' }] };
    const lookup = (object: string, scheme: string, value: string) =>
      `${object}/${scheme}/${value}` === 'customer/acme/A1' ? known : null;
    const rules = `
id: { lookup: { object: customer, scheme: acme, path: buyer, take: id } }
name: { lookup: { object: customer, scheme: $context.partner, path: buyer, take: "names[lang='de'].text" } }
none: { lookup: { object: customer, scheme: acme, path: missing, take: id } }
fallback: { firstOf: [{ lookup: { object: customer, scheme: gln, path: buyer, take: id } }, { constant: C-0 }] }`;
    const around = { lookup, values: { partner: 'acme' } };
    expect(await mapped(rules, { buyer: 'A1' }, around)).to.deep.equal({
      id: 'C-1',
      name: 'Laden',
      fallback: 'C-0',
    });
    const strict = 'id: { lookup: { object: customer, scheme: acme, path: buyer, take: id } }';
    expect(await mapped(strict, { buyer: 'A2' }, { lookup }).catch((error: Error) => error.message)).to.equal(
      'id: buyer is "A2": no customer has this identifier in scheme acme',
    );
  });

  it('writes no list for no items, unless the default says so', async () => {
    const rules =
      'a: { each: none, rules: {} }\nb: { each: none, rules: {}, default: [] }\nc: { each: tags, value: { path: x } }';
    expect(await mapped(rules, { tags: [{}, {}] })).to.deep.equal({ b: [] });
  });

  it('refuses a list where one value is converted', async () => {
    const failure = mapped('a: { path: tags, as: string }', { tags: ['x', 'y'] });
    expect(await failure.catch((error: Error) => error.message)).to.match(
      /tags is "a list of 2": a list or an object/,
    );
  });
});
