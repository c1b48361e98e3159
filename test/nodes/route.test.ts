import { expect } from 'chai';
import fc from 'fast-check';
import { compare } from '../../nodes/route/compare.ts';
import { compilePath } from '../../nodes/route/path.ts';
import { runtime } from '../../nodes/route/runtime.ts';
import { type DeployOptions, deploy } from '../support/deploy-node.ts';

const route = (rules: object[], config: object = {}, options?: DeployOptions) =>
  deploy(runtime, { rules, ...config }, options);
const outputsFor = async (rules: object[], payload: unknown, config: object = {}) =>
  Object.keys((await route(rules, config).receive({ payload })).outputs);

describe('crossdock-route', () => {
  it('sends a message to the first rule it meets', async () => {
    const rules = [
      { test: 'equals', property: 'payload.country', value: 'DE' },
      { test: 'present', property: 'payload.country' },
    ];
    expect(await outputsFor(rules, { country: 'DE' })).to.deep.equal(['1']);
    expect(await outputsFor(rules, { country: 'NL' })).to.deep.equal(['2']);
  });

  it('sends the same message to every rule it meets when told so', async () => {
    const rules = [
      { test: 'one-of', property: 'payload', value: 'a, b' },
      { test: 'not-equals', property: 'payload', value: 'c' },
      { test: 'equals', property: 'payload', value: 'c' },
    ];
    expect(await outputsFor(rules, 'b', { matching: 'all' })).to.deep.equal(['1', '2']);
  });

  it('has one output per rule and one for the rest', () => {
    const node = route([
      { test: 'present', property: 'a' },
      { test: 'present', property: 'b' },
    ]);
    expect(node.instances[0]?.outputs).to.deep.equal(['1', '2', 'otherwise']);
  });

  it('uses the last output when no rule is met', async () => {
    expect(await outputsFor([{ test: 'equals', property: 'payload', value: '7' }], '007')).to.deep.equal([
      'otherwise',
    ]);
  });

  it('fails an unexpected message when told so', async () => {
    const node = route([{ test: 'present', property: 'payload' }], { unmatched: 'fail' });
    const { error, outputs } = await node.receive({ topic: 'nothing' });
    expect(error?.code).to.equal('CD_ROUTE_UNMATCHED');
    expect(outputs).to.deep.equal({});
    expect(node.statuses.at(-1)).to.equal('CD_ROUTE_UNMATCHED');
  });

  const ranges: readonly [string, object, unknown, boolean][] = [
    ['9.50 less than 10', { test: 'less', value: '10' }, '9.50', true],
    ['0.30 at most 0.3', { test: 'at-most', value: '0.3' }, '0.30', true],
    ['a number greater than text of a number', { test: 'greater', value: '99.9' }, 100, true],
    [
      'an instant at least the same instant in another zone',
      { test: 'at-least', value: '2026-03-01T12:00:00Z' },
      '2026-03-01T13:00:00+01:00',
      true,
    ],
    ['both ends in a range', { test: 'between', value: '20000', upTo: '29999' }, '29999', true],
    ['nothing beyond a range', { test: 'between', value: '20000', upTo: '29999' }, '30000', false],
    ['the whole text of a pattern', { test: 'matches', value: 'WH-[A-Z]+' }, 'WH-CLOUD', true],
    ['not a part of a text', { test: 'matches', value: 'WH' }, 'WH-CLOUD', false],
    ['an absent property as absent', { test: 'absent', value: '' }, undefined, true],
    ['an absent property in no range', { test: 'less', value: '5' }, undefined, false],
    ['an object as no text', { test: 'equals', value: '[object Object]' }, {}, false],
  ];
  for (const [fact, rule, value, isMet] of ranges) {
    it(`takes ${fact}`, async () => {
      const outputs = await outputsFor([{ property: 'payload.value', ...rule }], { value });
      expect(outputs).to.deep.equal([isMet ? '1' : 'otherwise']);
    });
  }

  it('asks an expression about the whole message', async () => {
    const rules = [{ test: 'expression', value: '$sum(payload.lines.quantity) > 10' }];
    expect(await outputsFor(rules, { lines: [{ quantity: 6 }, { quantity: 5 }] })).to.deep.equal(['1']);
    expect(await outputsFor(rules, { lines: [{ quantity: 6 }] })).to.deep.equal(['otherwise']);
  });

  describe('by what an order says', () => {
    const order = {
      shipTo: { address: { country: 'US', region: 'CA' } },
      lines: [
        { item: { sku: 'A' }, quantity: { value: '3' }, unitPrice: { amount: '0.10' } },
        { item: { sku: 'B' }, quantity: { value: '1' }, unitPrice: { amount: '0.20' } },
      ],
    };
    const around: DeployOptions = {
      masterData: {
        item: [
          { sku: 'A', taxClass: 'standard' },
          { sku: 'B', taxClass: 'food' },
        ],
      },
    };
    const message = { payload: order, crossdock: { tenant: 'hooli', site: 'hamburg' } };
    const isMet = async (rule: object, more: object = {}) => {
      const { outputs } = await route([rule], {}, around).receive({ ...message, ...more });
      return '1' in outputs;
    };
    const expression = (value: string) => ({ test: 'expression', value });

    it('knows tenant and site', async () => {
      for (const [property, value] of Object.entries({ tenant: 'hooli', site: 'hamburg' })) {
        const rule = { test: 'equals', property: `crossdock.${property}`, value };
        expect([
          await isMet(rule),
          await isMet(rule, { crossdock: { tenant: 'x', site: 'x' } }),
        ]).to.deep.equal([...[true, false]]);
      }
    });

    it('knows country and region', async () => {
      const at = 'payload.shipTo.address';
      expect(await isMet({ test: 'one-of', property: `${at}.country`, value: 'US, CA' })).to.equal(true);
      expect(await isMet({ test: 'equals', property: `${at}.region`, value: 'NY' })).to.equal(false);
    });

    it('knows the value to the cent, also of a single line and of none', async () => {
      expect(await isMet(expression("$compare($worth(payload.lines), '0.50') = 0"))).to.equal(true);
      expect(await isMet(expression("$compare($worth(payload.lines), '0.500001') >= 0"))).to.equal(false);
      expect(await isMet(expression("$worth(payload.lines[0]) = '0.3'"))).to.equal(true);
      expect(await isMet(expression("$worth(payload.none) = '0'"))).to.equal(true);
    });

    it('knows the class of its products by master data', async () => {
      const has = (taxClass: string) =>
        expression(`'${taxClass}' in payload.lines.$master('item', 'sku', item.sku).taxClass`);
      expect([await isMet(has('food')), await isMet(has('hazardous'))]).to.deep.equal([true, false]);
      const unknown = { lines: [{ item: { sku: 'C' } }] };
      expect(await isMet(has('food'), { payload: unknown })).to.equal(false);
      expect(await isMet(expression("$exists($master('wish', 'id', '1'))"))).to.equal(false);
    });
  });

  it('names the rule it cannot read and refuses to start', async () => {
    const node = route([
      { test: 'present', property: 'payload' },
      { test: 'matches', property: 'payload', value: '(' },
    ]);
    const { error } = await node.receive({ payload: 'x' });
    expect(error?.code).to.equal('CD_ROUTE_RULE_INVALID');
    expect(error?.message).to.contain('rule 2');
  });

  it('refuses a rule without a value', () => {
    const node = route([{ test: 'between', property: 'payload', value: '1' }]);
    expect(node.refusals[0]?.message).to.contain('rules[1].upTo is required');
  });
});

describe('compare', () => {
  it('orders decimals by amount, whatever their length', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (left, right) => {
        expect(Math.sign(compare(`${left}.0`, String(right)))).to.equal(
          left < right ? -1 : left > right ? 1 : 0,
        );
      }),
    );
  });
});

describe('compilePath', () => {
  it('reads names, indexes and quoted names', () => {
    const message = { payload: { lines: [{ 'unit code': 'KGM' }] } };
    expect(compilePath("msg.payload.lines[0]['unit code']")(message)).to.equal('KGM');
  });

  it('says where a path breaks off', () => {
    expect(() => compilePath('payload..x')).to.throw('character 8');
  });

  it('never reads inherited properties', () => {
    expect(compilePath('payload.constructor')({ payload: {} })).to.equal(undefined);
  });
});
