import { expect } from 'chai';
import { type TemporaryPacks, temporaryPacks } from './temporary-packs.ts';

describe('pack parameters', () => {
  let packs: TemporaryPacks;
  beforeEach(() => {
    packs = temporaryPacks('orders');
    packs.put(
      'orders/pack.yaml',
      'name: orders\nversion: 1.0.0\nowner: o\ndescription: d\nlifecycle: active\nneeds: { nodes: [], schemas: [] }\nchannels: { reads: [], writes: [] }\nparameters:\n  limit: { type: number, default: 5, description: d }\n  label: { type: text, description: d }\n',
    );
    packs.put(
      'orders/tabs/t.yaml',
      'tab:\n  id: 7ab1\n  env:\n    - name: own\n      value: x\n      type: str\n  label: T\nnodes: []\n',
    );
  });
  afterEach(() => packs.remove());
  const given = { orders: { label: 'Orders' } };

  it('reach the tabs of their pack as environment variables, defaults included', () => {
    const [tab] = packs.open(given).load();
    expect(tab?.env).to.deep.equal([
      { name: 'own', value: 'x', type: 'str' },
      { name: 'limit', value: '5', type: 'num' },
      { name: 'label', value: 'Orders', type: 'str' },
    ]);
  });

  it('are never written into the flows', () => {
    const store = packs.open(given);
    store.save(store.load().map((node) => ({ ...node, label: 'U' })));
    expect(packs.open({ orders: { label: 'Other' } }).load()[0]?.env).to.deep.include({
      name: 'label',
      value: 'Other',
      type: 'str',
    });
    expect([...store.save(store.load())]).to.deep.equal([]);
  });

  it('are refused when missing, unknown or of the wrong type', () => {
    expect(() => packs.open()).to.throw(/label of pack orders cannot be set: it has no default/);
    expect(() => packs.open({ orders: { label: 'x', lable: 'y' } })).to.throw(/has no such parameter/);
    expect(() => packs.open({ orders: { label: 'x', limit: 'many' } })).to.throw(/must be a number/);
  });
});
