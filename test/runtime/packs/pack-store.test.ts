import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { FlowNode } from '../../../runtime/packs/form/flow.ts';
import { type TemporaryPacks, temporaryPacks } from './temporary-packs.ts';

const tab = (id: string, label: string): FlowNode => ({
  id,
  type: 'tab',
  label,
  disabled: false,
  info: '',
  env: [],
});
const example: FlowNode[] = [
  tab('7ab1', 'Orders in'),
  { id: 'a1', type: 'inject', z: '7ab1', name: 'every minute', topic: '', x: 140, y: 80, wires: [['12e4']] },
  {
    id: '12e4',
    type: 'change',
    z: '7ab1',
    name: 'stamp',
    rules: [{ t: 'set' }],
    x: 340,
    y: 80,
    wires: [['c0de']],
  },
  { id: 'c0de', type: 'debug', z: '7ab1', name: 'show', active: true, x: 540, y: 80, wires: [] },
  { id: 'cf01', type: 'mqtt-broker', name: 'broker', broker: 'localhost' },
];
const byId = (flows: readonly FlowNode[]) => new Map(flows.map((node) => [node.id, node]));
const lines = (text: string | null | undefined) => (text ?? '').split('\n');
const changedLines = (before: string, after: string | null | undefined): string[] => {
  const old = lines(before);
  return lines(after).filter((line) => !old.includes(line));
};

describe('PackStore', () => {
  let packs: TemporaryPacks;
  beforeEach(() => {
    packs = temporaryPacks('orders', 'billing');
  });
  afterEach(() => packs.remove());
  const read = (path: string) => readFileSync(join(packs.root, path), 'utf8');

  it('reads back the flows it wrote', () => {
    packs.open().save(example);
    expect(byId(packs.open().load())).to.deep.equal(byId(example));
  });

  it('writes nothing when nothing has changed', () => {
    const store = packs.open();
    store.save(example);
    expect([...store.save(store.load())]).to.deep.equal([]);
    expect([...packs.open().format()]).to.deep.equal([]);
  });

  it('changes one line of the layout when a node is dragged', () => {
    const store = packs.open();
    store.save(example);
    const before = read('orders/tabs/orders-in.layout.json');
    const changes = store.save(store.load().map((node) => (node.id === 'a1' ? { ...node, x: 999 } : node)));
    expect([...changes.keys()]).to.deep.equal([join(packs.root, 'orders/tabs/orders-in.layout.json')]);
    expect(changedLines(before, [...changes.values()][0])).to.deep.equal(['    "a1": [999,80],']);
  });

  it('changes one line of the tab when a property changes, whatever order the editor sends nodes in', () => {
    const store = packs.open();
    store.save(example);
    const before = read('orders/tabs/orders-in.yaml');
    const flows = store.load().map((node) => (node.id === '12e4' ? { ...node, name: 'mark' } : node));
    const changes = store.save(flows.reverse());
    expect([...changes.keys()]).to.deep.equal([join(packs.root, 'orders/tabs/orders-in.yaml')]);
    expect(changedLines(before, [...changes.values()][0])).to.deep.equal(['    name: mark']);
  });

  it('keeps a tab in the pack and file it came from, and puts a new one into the editor pack', () => {
    packs.put('billing/tabs/money.yaml', 'tab: { id: 7ab2, label: Billing }\nnodes: []\n');
    const store = packs.open();
    const changes = store.save([
      ...store.load().map((node) => (node.id === '7ab2' ? { ...node, label: 'Invoices' } : node)),
      tab('7ab3', 'Größe & Maß'),
    ]);
    const written = [...changes.keys()].map((file) => file.slice(packs.root.length + 1));
    expect(written).to.include.members(['billing/tabs/money.yaml', 'orders/tabs/gro-e-ma.yaml']);
  });

  it('puts a new tab into the pack that its variable CROSSDOCK_PACK names, and leaves the variable out', () => {
    const named = (id: string, label: string, value: string) => ({
      ...tab(id, label),
      env: [
        { name: 'CROSSDOCK_PACK', value, type: 'str' },
        { name: 'LIMIT', value: '5', type: 'num' },
      ],
    });
    const flows = [named('7ab2', 'Money', 'billing'), named('7ab3', 'Lost', 'elsewhere')];
    const store = packs.open();
    store.save(flows);
    expect(read('billing/tabs/money.yaml')).to.include('LIMIT').and.not.to.include('CROSSDOCK_PACK');
    expect(existsSync(join(packs.root, 'orders/tabs/lost.yaml'))).to.equal(true);
    expect([...store.save(flows)], 'deployed once more').to.deep.equal([]);
  });

  it('leaves an untouched hand-written tab alone, comments included', () => {
    const text =
      '# by hand\ntab: { id: 7ab2, label: B }\nnodes:\n  - { id: b1, type: debug, wires: [] } # why\n';
    packs.put('billing/tabs/b.yaml', text);
    const store = packs.open();
    store.save([...store.load(), ...example]);
    expect(read('billing/tabs/b.yaml')).to.equal(text);
  });

  it('removes the files of a deleted tab', () => {
    const store = packs.open();
    store.save(example);
    store.save([]);
    expect(existsSync(join(packs.root, 'orders/tabs/orders-in.yaml'))).to.equal(false);
    expect(existsSync(join(packs.root, 'orders/tabs/orders-in.layout.json'))).to.equal(false);
  });

  it('gives nodes without a position one of their own', () => {
    packs.put(
      'orders/tabs/t.yaml',
      'tab: { id: 7ab2, label: T }\nnodes:\n  - { id: b1, type: inject, wires: [[b2, b3]] }\n  - { id: b2, type: debug, wires: [] }\n  - { id: b3, type: debug, wires: [] }\n',
    );
    const drawn = packs
      .open()
      .load()
      .filter(({ wires }) => wires);
    expect(new Set(drawn.map(({ x, y }) => `${x}/${y}`)).size).to.equal(3);
    expect(drawn.every(({ x, y }) => typeof x === 'number' && typeof y === 'number')).to.equal(true);
  });

  it('refuses credentials in a deploy and in a file', () => {
    const store = packs.open();
    const leak = [{ ...tab('7ab9', 'x') }, { id: 'd1', type: 'mqtt-broker', credentials: { password: 'p' } }];
    expect(() => store.save(leak)).to.throw(/CD_PACK_CREDENTIALS|carries credentials/);
    packs.put('orders/shared.yaml', 'nodes:\n  - id: d1\n    type: x\n    credentials: { password: p }\n');
    expect(() => packs.open()).to.throw(/shared\.yaml:4:5: node d1 carries credentials/);
  });

  it('names file, line and column of an id that YAML read as a number', () => {
    packs.put(
      'orders/tabs/t.yaml',
      'tab: { id: 7ab2, label: T }\nnodes:\n  - id: 12e4\n    type: debug\n    wires: []\n',
    );
    expect(() => packs.open()).to.throw(/t\.yaml:3:9: id must be a text; put it in quotes/);
  });

  it('refuses to overwrite a file that was changed on disk meanwhile', () => {
    const store = packs.open();
    store.save(example);
    writeFileSync(
      join(packs.root, 'orders/tabs/orders-in.yaml'),
      `${read('orders/tabs/orders-in.yaml')}# mine\n`,
    );
    const flows = example.map((node) => (node.id === '12e4' ? { ...node, name: 'mark' } : node));
    expect(() => store.save(flows)).to.throw(/changed on disk/);
    expect(read('orders/tabs/orders-in.yaml')).to.match(/# mine\n$/);
  });

  it('finishes a deploy that a kill interrupted', () => {
    const file = join(packs.root, 'orders/tabs/late.yaml');
    mkdirSync(join(packs.root, '.data'));
    const pending = [[file, 'tab:\n  id: 7ab5\n  label: Late\nnodes: []\n']];
    writeFileSync(join(packs.root, '.data/deploy.pending.json'), JSON.stringify(pending));
    expect(
      packs
        .open()
        .load()
        .map(({ label }) => label),
    ).to.deep.equal(['Late']);
    expect(existsSync(join(packs.root, '.data/deploy.pending.json'))).to.equal(false);
  });

  it('is the identity on any flows: load after save, and save after load', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const withoutMinusZero = (n: number) => n + 0; // JSON cannot say -0, and the editor speaks JSON
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(withoutMinusZero),
      fc.boolean(),
      fc.constant(null),
      fc.constant('line 1\n  line 2\n'),
      fc.constant('a: b # c'),
      fc.constant('012e4'),
    );
    const nested = fc.oneof(
      value,
      fc.array(value, { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value, { maxKeys: 3 }),
    );
    const reserved = new Set([
      'id',
      'type',
      'z',
      'x',
      'y',
      'w',
      'h',
      'wires',
      'credentials',
      'name',
      'label',
    ]);
    const properties = fc.dictionary(
      fc.stringMatching(/^[a-z][a-zA-Z]{0,8}$/).filter((name) => !reserved.has(name)),
      nested,
      { maxKeys: 5 },
    );
    const node = fc.record({
      properties,
      name: text,
      x: fc.integer({ min: 0, max: 5000 }),
      y: fc.integer({ min: 0, max: 5000 }),
      drawn: fc.boolean(),
      shared: fc.boolean(),
      targets: fc.array(fc.nat(9), { maxLength: 3 }),
    });
    const flows = fc.array(fc.record({ label: text, nodes: fc.array(node, { maxLength: 5 }) }), {
      maxLength: 3,
    });
    let count = 0;
    fc.assert(
      fc.property(flows, (tabs) => {
        const own = temporaryPacks('orders');
        try {
          const all = tabs.flatMap(({ label, nodes }, t): FlowNode[] => [
            tab(`${t}e${count}`, label),
            ...nodes.map(
              ({ properties: rest, name, x, y, drawn, shared, targets }, n): FlowNode => ({
                ...rest,
                id: `${t}e0${n}`,
                type: 'thing',
                name,
                ...(shared && !drawn ? {} : { z: `${t}e${count}` }),
                ...(drawn ? { x, y, wires: [targets.map((target) => `${t}e0${target}`)] } : {}),
              }),
            ),
          ]);
          count += 1;
          own.open().save(all);
          const store = own.open();
          const loaded = store.load();
          expect(byId(loaded)).to.deep.equal(byId(JSON.parse(JSON.stringify(all))));
          expect([...store.save(loaded)]).to.deep.equal([]);
          expect([...store.format()]).to.deep.equal([]);
        } finally {
          own.remove();
        }
      }),
      { numRuns: 40 },
    );
  });
});
