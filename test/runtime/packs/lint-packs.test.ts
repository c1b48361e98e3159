import { expect } from 'chai';
import { field } from '../../../node-kit/field.ts';
import { type Issue, type KnownNode, lintPacks } from '../../../runtime/packs/lint/lint-packs.ts';
import { createPacksView } from '../../../runtime/packs/view.ts';
import { type TemporaryPacks, temporaryPacks } from './temporary-packs.ts';

const known: KnownNode[] = [
  { type: 'crossdock-channel-in', role: 'entry', fields: { channel: field.channel({ required: true }) } },
  { type: 'crossdock-channel-out', role: 'step', fields: { channel: field.channel({ required: true }) } },
  { type: 'crossdock-sftp-in', role: 'entry', fields: {} },
  { type: 'crossdock-call', role: 'delivery', fields: { system: field.system({ protocols: ['rest'] }) } },
  { type: 'crossdock-route', role: 'step', fields: {}, outputs: { rows: 'rules', rest: ['failed'] } },
];
const site = {
  environment: 'production',
  systems: { erp: { name: 'erp', protocol: 'rest' }, box: { name: 'box', protocol: 'sftp' } },
  schedules: {},
  editor: { pack: 'orders', functionNodes: false },
  channels: {},
  entries: {},
} as unknown as Parameters<typeof lintPacks>[0]['site'];

describe('lintPacks', () => {
  let packs: TemporaryPacks;
  beforeEach(() => {
    packs = temporaryPacks('orders');
  });
  afterEach(() => packs.remove());

  const manifest = (more: Record<string, string> = {}) => {
    const fields = {
      lifecycle: 'active',
      needs:
        '{ nodes: [crossdock-channel-in, crossdock-channel-out, crossdock-call, switch, rbe, function], schemas: [] }',
      channels: '{ reads: [], writes: [] }',
      ...more,
    };
    const rest = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
    packs.put('orders/pack.yaml', `name: orders\nversion: 1.0.0\nowner: o\ndescription: d\n${rest.join('')}`);
  };
  const tab = (...nodes: readonly string[]) =>
    packs.put(
      'orders/tabs/t.yaml',
      `tab: { id: 7ab1, label: T }\nnodes:\n${nodes.map((node) => `  - ${node}\n`).join('')}`,
    );
  const lint = (more: Partial<typeof site> = {}): Issue[] => {
    const store = packs.open();
    store.format();
    const parts = {
      site: { ...site, ...more },
      packs: store.packs,
      nodes: new Map(known.map((node) => [node.type, node])),
      coreTypes: new Set(['switch', 'rbe', 'function', 'debug']),
      canonicalSchema: () => null,
    };
    return lintPacks(parts, createPacksView(store));
  };
  const texts = () => lint().map(({ severity, text }) => `${severity}: ${text}`);

  it('has nothing to say about a pack in order', () => {
    manifest({ channels: '{ reads: [orders], writes: [] }' });
    tab(
      '{ id: a1, type: crossdock-channel-in, channel: orders, wires: [[a2]] }',
      '{ id: a2, type: crossdock-call, system: erp, wires: [[]] }',
    );
    expect(texts()).to.deep.equal([]);
  });

  it('warns of channels and entries of the site file that nothing goes by', () => {
    manifest({ channels: '{ reads: [orders], writes: [] }' });
    tab(
      '{ id: a1, type: crossdock-channel-in, channel: orders, name: Read, wires: [[]] }',
      '{ id: a2, type: crossdock-sftp-in, name: Mailbox, wires: [[]] }',
    );
    const channels = { orders: {}, ordesr: {} };
    const entries = { Mailbox: {}, a2: {}, Read: {} };
    const warnings = lint({ channels, entries }).filter(({ where }) => where === 'site file');
    expect(warnings.map(({ severity, text }) => `${severity}: ${text}`)).to.deep.equal([
      'warning: channels in the site file sets something for ordesr, which is not a channel of its packs',
      'warning: entries in the site file sets something for Read, which is not the name or id of an entry node of its packs',
    ]);
    expect(warnings[1]?.remedy).to.contain('There are: Mailbox.');
  });

  it('names an output for problems that is wired to nothing, whatever its place', () => {
    manifest();
    tab(
      '{ id: a1, type: crossdock-route, rules: [{}, {}], wires: [[a2], [], [a2]] }',
      '{ id: a2, type: debug, wires: [] }',
    );
    expect(texts().join()).not.to.contain('vanish');
    for (const wires of ['[[a2], [a2]]', '[[a2], [a2], []]', '[]']) {
      tab(
        `{ id: a1, type: crossdock-route, rules: [{}, {}], wires: ${wires} }`,
        '{ id: a2, type: debug, wires: [] }',
        '{ id: a3, type: crossdock-route, d: true, wires: [] }',
      );
      expect(lint().filter(({ text }) => text.includes('vanish'))).to.deep.equal([
        {
          severity: 'error',
          where: 'orders/tabs/t.yaml:5:5 (crossdock-route, a1)',
          text: 'its output failed is wired to nothing: such messages would vanish',
          remedy: 'Wire it to an exception node, or to what handles the problem.',
        },
      ]);
    }
  });

  it('names a route with fewer lists of wires than outputs', () => {
    manifest();
    tab(
      '{ id: a1, type: crossdock-route, rules: [{}, {}], wires: [[a2]] }',
      '{ id: a2, type: debug, wires: [] }',
    );
    expect(texts()).to.include(
      'error: has 3 outputs (one per row of rules, then failed), but 1 wire list(s)',
    );
  });

  it('says at which line a name leads nowhere', () => {
    manifest();
    tab('{ id: a1, type: crossdock-call, system: erpp, wires: [] }');
    expect(lint().find(({ text }) => text.includes('erpp'))?.where).to.equal(
      'orders/tabs/t.yaml:7:13 (crossdock-call, a1)',
    );
  });

  it('names a node type that does not exist', () => {
    manifest();
    tab('{ id: a1, type: crossdock-teleport, wires: [] }');
    expect(texts()).to.include('error: there is no node type crossdock-teleport');
  });

  it('names an unknown system, and one that speaks another protocol', () => {
    manifest();
    tab(
      '{ id: a1, type: crossdock-call, system: erpp, wires: [] }',
      '{ id: a2, type: crossdock-call, system: box, wires: [] }',
    );
    expect(texts()).to.include.members([
      'error: system names the system erpp, which the site does not have',
      'error: system names the system box, which speaks sftp, not rest',
    ]);
  });

  it('compares declared channels with the ones in use', () => {
    manifest({ channels: '{ reads: [declared], writes: [] }' });
    tab(
      '{ id: a1, type: crossdock-channel-in, channel: used, wires: [[]] }',
      '{ id: a2, type: crossdock-channel-out, channel: out, wires: [] }',
    );
    expect(texts()).to.include.members([
      'error: reads the channel used without declaring it',
      'error: writes the channel out without declaring it',
      'error: declares to read declared, but no flow does: its messages would wait forever',
    ]);
  });

  it('refuses function nodes unless the site allows them', () => {
    manifest();
    tab('{ id: a1, type: function, func: "return msg", wires: [[]] }');
    expect(texts()).to.include('error: function nodes are not allowed in this site');
  });

  it('warns of a core filter between two of our nodes, and not of one behind them', () => {
    manifest({ channels: '{ reads: [orders], writes: [] }' });
    tab(
      '{ id: a1, type: crossdock-channel-in, channel: orders, wires: [[a2, a4]] }',
      '{ id: a2, type: rbe, name: between, wires: [[a3]] }',
      '{ id: a3, type: crossdock-call, system: erp, wires: [[]] }',
      '{ id: a4, type: rbe, name: behind, wires: [[]] }',
    );
    const warned = lint().filter(({ severity }) => severity === 'warning');
    expect(warned.map(({ where }) => where)).to.deep.equal(['orders/tabs/t.yaml:10:5 (between, a2)']);
  });

  it('names lost wires, doubled ids and broken mappings', () => {
    manifest();
    packs.put('orders/mappings/x.mapping.yaml', 'mapping: x\nversion: nonsense\n');
    tab('{ id: a1, type: debug, wires: [[gone]] }', '{ id: a2, type: debug, wires: [] }');
    packs.put('orders/shared.yaml', 'nodes:\n  - { id: a2, type: debug }\n');
    const all = texts().join('\n');
    expect(all)
      .to.include('is wired to gone')
      .and.to.include('the same id a2')
      .and.to.match(/error: CD_MAPPING_/);
  });

  it('keeps a retired or unfinished pack out of production', () => {
    manifest({ lifecycle: 'draft' });
    expect(texts()).to.include('error: a draft pack stands in a production site');
    manifest({ lifecycle: 'retired' });
    expect(texts()).to.include('error: the pack is retired');
  });

  it('says what is wrong with a manifest, with its line', () => {
    packs.put('orders/pack.yaml', 'name: orders\nversion: one\n');
    expect(() => packs.open()).to.throw(/pack\.yaml:2:10: version has the wrong form/);
  });
});
