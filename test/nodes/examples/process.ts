import { expect } from 'chai';
import type { Expectations, Stage } from './expectation.ts';

const followAnOrder = 'milestone/01-follow-an-order';
const shortPick = 'wms-confirm/01-short-pick';

/** Presses the buttons of the milestone example and reads the status after each. */
async function record(buttons: readonly string[], { editor }: Stage): Promise<unknown[]> {
  const statuses: unknown[] = [];
  for (const button of buttons) {
    await editor.press(button);
    statuses.push(await editor.shown('status'));
  }
  return statuses;
}

interface GoodsIssue {
  readonly lines: readonly {
    readonly item: { readonly sku: string };
    readonly quantity: { readonly value: string };
    readonly lot: string;
  }[];
}

interface Invoice {
  readonly lines: readonly { readonly kind: string; readonly amount: { readonly amount: string } }[];
  readonly totals: Readonly<
    Record<'net' | 'tax' | 'gross', { readonly amount: string; readonly currency: string }>
  >;
}

const received = ['1 sales order'];
const delivered = [...received, '2 created in the ERP', '3 planned by the TMS', '4 delivered and signed'];

/** Nodes that keep the process of an order. */
export const processExamples: Expectations = {
  [followAnOrder]: {
    fact: 'the status follows the documents, and a repeated one is a duplicate',
    async see(stage) {
      expect(await record(delivered, stage)).to.deep.equal(['new', 'ordered', 'planned', 'in-transit']);
      await stage.editor.press('1 sales order');
      expect(JSON.stringify(await stage.editor.shown('duplicate or ignored'))).to.include('duplicate');
      const { order } = await stage.tower.orderPage('C-GLOBEX/PO-DEMO');
      expect(order.status).to.equal('in-transit');
    },
  },
  'order-change/01-change-an-order': {
    fact: 'eight are left on order, the line that does not exist is refused, and what is left is cancelled',
    with: [followAnOrder],
    order: 'CHANGE',
    async see(stage) {
      const { editor, tower } = stage;
      await record(received, stage);
      await editor.press('only 8 of 10');
      expect(await editor.shown('answer to the customer')).to.deep.include({ verdict: 'accepted-in-part' });
      await editor.press('cancel it all');
      expect(await editor.shown('answer to the customer')).to.deep.include({ verdict: 'accepted' });
      await tower.order('PO-CHANGE', ({ status }) => status === 'cancelled');
    },
  },
  'freight-settlement/01-settle-an-invoice': {
    fact: 'the shipment is accrued, paid as planned, and the rest disputed until it is accepted',
    async see({ editor, tower }) {
      await editor.press('1 transport plan');
      await editor.press('2 on the road');
      expect(await editor.shown('accrual')).to.deep.include({ status: 'open', period: '2026-03' });
      await editor.press("3 carrier's invoice");
      expect(await editor.shown('accrual')).to.deep.include({ status: 'settled', settledBy: 'F-DEMO' });
      expect(await editor.shown('payable')).to.have.nested.property('totals.gross.amount', '260.40');
      expect(await editor.shown('dispute')).to.have.nested.property('total.amount', '60.00');
      const dispute = await tower.exception('CD_SETTLEMENT_DISPUTED', 'F-DEMO');
      expect(dispute.owner).to.equal('freight audit');
      await editor.press('4 accept the dispute');
      expect(await editor.shown('payable')).to.have.nested.property('totals.gross.amount', '60.00');
    },
  },
  'inventory/01-keep-stock': {
    fact: 'finance hears of both movements, and the list finds one carton less',
    async see({ editor }) {
      await editor.press('1 forty came in');
      expect(await editor.shown('posting')).to.have.nested.property('lines[0].movementType', '101');
      await editor.press('2 two are broken');
      expect(await editor.shown('posting')).to.have.nested.property('lines[0].costCentre', '4710');
      await editor.press('3 the list says 37');
      expect(await editor.shown('difference')).to.have.nested.property('lines[0].difference.value', '-1');
      expect(await editor.shown('correction')).to.have.nested.property('lines[0].from.status', 'available');
    },
  },
  'stock-reconciliation/01-compare-stock-with-the-erp': {
    fact: 'the list is compared with what was told, and the correction is proposed',
    async see({ editor, tower }) {
      await tower.look(() => tower.stock('WH-3PL', 'NW-1006'), 'the opening stock');
      await editor.press('a list');
      const [compared] = await editor.shown<readonly { proposals: readonly object[] }[]>('compared');
      expect(compared!.proposals[0]).to.deep.include({ corrects: 'stock', sku: 'NW-1006', state: 'open' });
    },
  },
  'compensate/01-take-an-order-back': {
    fact: 'the load is taken back before the order in the ERP, and the order counts as cancelled',
    with: [followAnOrder],
    order: 'BACK',
    async see(stage) {
      const { editor, tower } = stage;
      await record(['1 sales order', '2 created in the ERP', '3 planned by the TMS'], stage);
      await editor.press('take PO-BACK back');
      expect(String(await editor.shown('to take back'))).to.include('shipment/');
      await tower.order('PO-BACK', ({ status }) => status === 'cancelled');
      await tower.look(async () => {
        const { order } = await tower.orderPage('C-GLOBEX/PO-BACK');
        return order.compensation?.done ? order : undefined;
      }, 'everything taken back');
    },
  },
  'hold/01-hold-and-release': {
    fact: 'the order is held, then released',
    with: [followAnOrder],
    order: 'HOLD',
    async see(stage) {
      const { editor, tower } = stage;
      await editor.press('stop PO-HOLD');
      expect(await editor.shown('no such order')).to.have.property('code');
      await record(received, stage);
      await editor.press('stop PO-HOLD');
      expect(await editor.shown('holds')).to.have.length(1);
      const held = await tower.order('PO-HOLD', (order) => order.held);
      expect(held.holds.map(({ reason }) => reason)).to.deep.equal(['the customer disputes the delivery']);
      await editor.press('let PO-HOLD go on');
      await editor.shown('holds');
      await tower.order('PO-HOLD', (order) => !order.held);
    },
  },
  [shortPick]: {
    fact: 'the goods issue has seven cartons, three are reported short',
    with: [followAnOrder],
    order: 'SHORT',
    async see(stage) {
      const { editor } = stage;
      await record(received, stage);
      await editor.press('7 of 10 shipped');
      const issue = await editor.shown<GoodsIssue>('goods issue for the ERP');
      expect(issue.lines.map(({ item, quantity, lot }) => [item.sku, quantity.value, lot])).to.deep.equal([
        ['NW-1001', '7', 'L-2026-09'],
      ]);
      const [difference] = await editor.shown<{ text: string; reason: string }[]>('what differs');
      expect(difference).to.include({ text: 'line 1 short: 7 of 10 CT', reason: 'not in stock' });
    },
  },
  'master-data/01-one-owner': {
    fact: 'the owner changes the item and a subscriber is told, a repeat does nothing, another system is refused',
    async see({ editor }) {
      await editor.press('item from the ERP');
      expect(await editor.shown('changed')).to.deep.include({ id: 'NW-DEMO', outcome: 'changed' });
      expect(await editor.shown('to tell')).to.equal('cloud-wms');
      await editor.press('item from the ERP');
      expect(await editor.shown('unchanged')).to.equal('unchanged');
      await editor.press('another text from the ERP');
      expect(await editor.shown('changed')).to.deep.include({ fields: ['description'], system: 'erp' });
      await editor.press('item from the TMS');
      expect(await editor.shown('refused')).to.include('belongs to erp');
    },
  },
  'invoice-trigger/01-may-it-be-billed': {
    fact: 'the order is held until its goods issue comes, then billed for what was shipped',
    with: [followAnOrder, shortPick],
    order: 'BILL',
    async see(stage) {
      const { editor } = stage;
      await record(delivered, stage);
      await editor.press('PO-BILL of Globex');
      const [held] = await editor.shown<{ code: string }[]>('held');
      expect(held).to.include({ code: 'goods-issue-missing', owner: 'warehouse' });
      await editor.press('7 of 10 shipped');
      await editor.shown('goods issue for the ERP');
      await editor.press('PO-BILL of Globex');
      const { lines, totals } = await editor.shown<Invoice>('invoice');
      // 7 × 18.40; the lane's minimum; 8 % fuel. 7 % tax on food, 19 % on the rest.
      expect(lines.map(({ kind, amount }) => [kind, amount.amount])).to.deep.equal([
        ['goods', '128.80'],
        ['freight', '48.00'],
        ['fuel', '3.84'],
      ]);
      expect(totals.gross).to.deep.equal({ amount: '199.51', currency: 'EUR' });
      await stage.tower.order('PO-BILL', ({ invoices }) => invoices.length === 1);
    },
  },
};
