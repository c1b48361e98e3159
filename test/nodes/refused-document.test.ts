import { expect } from 'chai';
import type { OwnershipMatrix } from '../../domain/master-data/ownership.ts';
import { newUsesOf } from '../../domain/master-data/retirement.ts';
import { runtime as milestone } from '../../nodes/milestone/runtime.ts';
import { runtime as confirm } from '../../nodes/wms-confirm/runtime.ts';
import type { Effect, StoredProcess } from '../../runtime/face.ts';
import { input } from '../domain/process/documents.ts';
import { type DeployOptions, deploy } from '../support/deploy-node.ts';

const alone = { tenants: {}, groups: {}, subscribers: [] };
const matrix: OwnershipMatrix = {
  'sales-order': {
    ...{ ...alone, owner: 'erp', steward: 'order desk' },
    tenants: { hooli: { owner: 'hooli-erp', sources: [{ system: 'hooli-api' }] } },
    sources: [{ system: 'legacy-erp' }, { system: 'exchange', partners: ['acme'] }],
  },
  'warehouse-confirmation': { ...alone, owner: 'wms' },
};
const order = input('sales-order', { lines: { 1: 10 } }, 'm-0', '2026-03-02T08:00:00Z').document;

/** What a milestone stages for an order that a system hands in. */
async function handedIn(
  from: { readonly system: string; readonly partner?: string },
  { tenant = 'northwind', document = 'sales-order', payload = order as unknown } = {},
) {
  const source = { ...from, protocol: 'rest', reference: 'r' };
  const around = { envelope: { source, tenant }, systemOfRecord: matrix };
  const node = deploy(milestone, { document, terms: '', deadlines: 'deadlines', tries: 1 }, around);
  const { outputs } = await node.receive({ payload });
  const exceptions = node.effects.flatMap((effect) =>
    effect.kind === 'exception' ? [effect.exception] : [],
  );
  return { outputs, exceptions, kinds: node.effects.map(({ kind }) => kind) };
}

describe('a document from a system that does not own what it writes', () => {
  it('waits on the exception list for the steward and changes nothing', async () => {
    const { outputs, exceptions, kinds } = await handedIn({ system: 'tms' });
    expect(outputs).to.deep.equal({});
    expect(kinds).to.deep.equal(['exception']);
    expect(exceptions[0]).to.deep.include({ kind: 'document', owner: 'order desk', document: order });
    expect(exceptions[0]?.error).to.include({
      code: 'CD_OWNERSHIP_REFUSED',
      message: 'tms may not bring in sales-order C-ACME/PO-1: it belongs to erp',
    });
  });

  it('is taken from the owner and from the sources beside it', async () => {
    for (const from of [
      { system: 'erp' },
      { system: 'legacy-erp' },
      { system: 'exchange', partner: 'acme' },
    ]) {
      const { outputs, exceptions } = await handedIn(from);
      expect(outputs.recorded, JSON.stringify(from)).to.have.length(1);
      expect(exceptions).to.deep.equal([]);
    }
  });

  it('is refused from a partner of the mailbox server that is not named', async () => {
    for (const from of [{ system: 'exchange', partner: 'swift' }, { system: 'exchange' }]) {
      expect((await handedIn(from)).kinds).to.deep.equal(['exception']);
    }
    const { exceptions } = await handedIn({ system: 'exchange', partner: 'swift' });
    expect(exceptions[0]?.error.message).to.match(/^exchange \(swift\) may not/);
  });

  it('is held to the owner and the sources of its tenant', async () => {
    for (const system of ['erp', 'legacy-erp']) {
      expect((await handedIn({ system }, { tenant: 'hooli' })).kinds).to.deep.equal(['exception']);
    }
    for (const system of ['hooli-erp', 'hooli-api']) {
      expect((await handedIn({ system }, { tenant: 'hooli' })).outputs.recorded).to.have.length(1);
    }
  });

  it("is refused where it writes under another name: the ERP's word on an order is the order's", async () => {
    const payload = { orderNumber: 'PO-1', erpOrderNumber: '4711' };
    const { exceptions } = await handedIn({ system: 'tms' }, { document: 'erp-confirmation', payload });
    expect(exceptions[0]?.error.code).to.equal('CD_OWNERSHIP_REFUSED');
  });

  it('is taken from anywhere where the site says nothing of the object', async () => {
    const { kinds, outputs } = await handedIn(
      { system: 'tms' },
      { document: 'release-confirmed', payload: { releaseNumber: 'R-1' } },
    );
    expect(kinds).to.deep.equal([]);
    expect(outputs.unknown).to.have.length(1);
  });

  it('is refused by the node of the warehouses too', async () => {
    const source = { system: 'tms', protocol: 'rest', reference: 'r' };
    const around = { envelope: { source }, systemOfRecord: matrix };
    const node = deploy(confirm, { terms: '', deadlines: 'deadlines' }, around);
    await node.receive({ payload: {} });
    expect(node.effects.map((effect) => effect.kind === 'exception' && effect.exception.owner)).to.deep.equal(
      ['data steward'],
    );
  });
});

describe('a document that begins to use what is retired', () => {
  const customer = { id: 'C-1', name: 'Acme' };
  const key = 'C-1/PO-1';
  const on = (retiredAt: string) => ({ masterData: { customer: [{ ...customer, retiredAt }] } });
  const received = '2026-03-01T12:00:00.000Z';

  const node = (around: DeployOptions) =>
    deploy(milestone, { document: 'sales-order', terms: '', deadlines: 'deadlines', tries: 1 }, around);
  const error = (effects: readonly Effect[]) =>
    effects.flatMap((effect) => (effect.kind === 'exception' ? [effect.exception.error.message] : []))[0];

  it('waits on the exception list from the instant of the retirement on', async () => {
    const { receive, effects } = node(on(received));
    await receive({ payload: order });
    expect(effects.map(({ kind }) => kind)).to.deep.equal(['exception']);
    expect(error(effects)).to.equal(
      `customer C-1 is retired since ${received}: no new sales-order may use it`,
    );
  });

  it('is taken when it came in before that, whatever the zone in which it is written', async () => {
    const { receive } = node(on('2026-03-01T13:00:01+01:00'));
    expect((await receive({ payload: order })).outputs.recorded).to.have.length(1);
  });

  it('is refused for a customer that is not active', async () => {
    const { receive, effects } = node({ masterData: { customer: [{ ...customer, active: false }] } });
    await receive({ payload: order });
    expect(error(effects)).to.match(/^customer C-1 is not active: no new sales-order/);
  });

  it('is taken where it repeats an order that is there', async () => {
    const first = node({});
    await first.receive({ payload: order });
    const processes = first.effects.flatMap((effect) =>
      effect.kind === 'process' ? [{ ...effect, version: 1 } as StoredProcess] : [],
    );
    expect(processes.map((process) => process.key)).to.deep.equal([key]);
    const again = node({ ...on(received), processes });
    await again.receive({ payload: order });
    expect(again.effects.filter(({ kind }) => kind === 'exception')).to.deep.equal([]);
  });

  it('is refused for an item, a warehouse and a carrier as well', () => {
    const uses = (type: string, document: unknown) =>
      newUsesOf(type, document).map(({ object, scheme, value }) => `${object} ${scheme} ${value}`);
    expect(
      uses('sales-order', { customer, lines: [{ item: { sku: 'A' } }, { item: { gtin: '1' } }] }),
    ).to.deep.equal(['customer id C-1', 'item sku A', 'item gtin 1']);
    const lines = [
      { action: 'add', item: { sku: 'A' } },
      { action: 'change', item: { sku: 'B' } },
    ];
    expect(uses('order-change', { customer, lines })).to.deep.equal(['item sku A']);
    expect(uses('order-release', { warehouse: { id: 'W' }, lines })).to.deep.equal(['location id W']);
    expect(uses('shipment', { carrier: { scac: 'SWFT' } })).to.deep.equal(['carrier scac SWFT']);
    expect(uses('warehouse-confirmation', { warehouse: { id: 'W' }, lines })).to.deep.equal([]);
  });
});
