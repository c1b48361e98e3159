import { expect } from 'chai';
import { PathSyntaxError, parsePath } from '../../../domain/mapping/path-syntax.ts';
import { mapped } from './mapping-fixture.ts';

const order = {
  number: 'PO-1',
  parties: [
    { role: 'BY', id: 'B1' },
    {
      role: 'ST',
      id: 'S1',
      ids: [
        { scheme: 'gln', value: 'G' },
        { scheme: 'erp', value: 'E' },
      ],
    },
    { role: 'ST', id: 'S2' },
  ],
  single: { role: 'ST', id: 'only' },
  lines: [
    { n: 1, tags: ['a', '', 'b'], parts: [{ p: 'x' }, { p: 'y' }] },
    { n: 2, tags: [], parts: [{ p: 'z' }] },
  ],
  'odd name.with:dots': 7,
  none: null,
  empty: '',
};

const at = async (path: string): Promise<unknown> =>
  ((await mapped(`value: { path: ${JSON.stringify(path)} }`, order)) as { value?: unknown }).value;

describe('path', () => {
  it('reads a field by its name', async () => expect(await at('number')).to.equal('PO-1'));
  it('takes the first of a list on the way', async () => expect(await at('parties.id')).to.equal('B1'));
  it('skips elements without the field', async () => expect(await at('parties.ids.value')).to.equal('G'));
  it('picks by position', async () => expect(await at('parties[1].id')).to.equal('S1'));
  it('picks the last', async () => expect(await at('parties[last].id')).to.equal('S2'));
  it('picks by a filter', async () => expect(await at("parties[role='ST'].id")).to.equal('S1'));
  it('picks a position of what a filter leaves', async () => {
    expect(await at("parties[role='ST'][1].id")).to.equal('S2');
  });
  it('filters by a filtered path', async () => {
    expect(await at("parties[ids[scheme='erp'].value='E'].id")).to.equal('S1');
  });
  it('filters by several conditions', async () => {
    expect(await at("parties[role='ST' and !ids].id")).to.equal('S2');
  });
  it('filters by one of several values', async () => {
    expect(await at("parties[role='XX'|'ST'].id")).to.equal('S1');
  });
  it('filters by inequality', async () => expect(await at("parties[role!='BY'].id")).to.equal('S1'));
  it('takes a single object for a list of one', async () => {
    expect(await at("single[role='ST'][0].id")).to.equal('only');
  });
  it('reads a quoted name', async () => expect(await at('"odd name.with:dots"')).to.equal(7));
  it('compares numbers as text', async () => expect(await at('lines[n=2].parts.p')).to.equal('z'));
  it('gives a whole list when it ends at one', async () => {
    expect(await at('lines.parts')).to.deep.equal([{ p: 'x' }, { p: 'y' }]);
  });
  it('finds nothing at null and at the empty text', async () => {
    expect(await at('none')).to.equal(undefined);
    expect(await at('empty')).to.equal(undefined);
  });
  it('finds nothing where there is no object', async () =>
    expect(await at('number.length')).to.equal(undefined));

  it('knows the item, the item around, the position and the document in loops', async () => {
    const rules = `
out:
  each: lines
  rules:
    n: { path: n }
    position: { path: "#" }
    order: { path: "^number" }
    root: { path: $root.number }
    parts: { each: parts, rules: { p: { path: $.p }, line: { path: ^.n }, at: { path: "^#" }, top: { path: ^^number } } }
    tags: { each: tags, value: { path: $ } }`;
    expect(await mapped(rules, order)).to.deep.equal({
      out: [
        {
          n: 1,
          position: 1,
          order: 'PO-1',
          root: 'PO-1',
          parts: [
            { p: 'x', line: 1, at: 1, top: 'PO-1' },
            { p: 'y', line: 1, at: 1, top: 'PO-1' },
          ],
          tags: ['a', 'b'],
        },
        { n: 2, position: 2, order: 'PO-1', root: 'PO-1', parts: [{ p: 'z', line: 2, at: 2, top: 'PO-1' }] },
      ],
    });
  });

  it('reads what stands around the document', async () => {
    const rules = 'a: { path: $context.tenant }\nb: { path: $message.release.id }\nc: { path: $now }';
    const around = { values: { tenant: 'northwind' }, message: { release: { id: 'R1' } } };
    expect(await mapped(rules, {}, around)).to.deep.equal({
      a: 'northwind',
      b: 'R1',
      c: '2026-03-08T10:00:00.000Z',
    });
  });

  for (const [text, reason] of [
    ['', 'a name is missing'],
    ['a..b', 'a name is missing'],
    ['a[', 'a name is missing'],
    ["a[b='c", "a closing ' is missing"],
    ['a[b=]', 'a value is missing after ='],
    ['a b', 'is not understood'],
    ['$else.x', 'is not one of'],
    ['a.__proto__.b', 'cannot be a name'],
    ['constructor', 'cannot be a name'],
    ['a."toString"', 'cannot be a name'],
    ['$now.x', 'nothing can follow'],
    [`a${'.a'.repeat(600)}`, 'longer than'],
  ] as const) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
      expect(() => parsePath(text)).to.throw(PathSyntaxError, reason);
    });
  }
});
