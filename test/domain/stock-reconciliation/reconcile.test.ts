import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { correctionDecisionFrom } from '../../../domain/stock-reconciliation/decide.ts';
import { minute, movementOf, WarehouseAndErp } from './warehouse-and-erp.ts';

const receipt = { id: 'RC-1', at: 0, cartons: 40 };
const issue = { id: '945-1', at: 10, cartons: -12 };

/** All that moved is told and booked. */
function even(): WarehouseAndErp {
  const world = new WarehouseAndErp();
  for (const moved of [receipt, issue]) world.tell(movementOf(moved));
  world.book('WH-1:RC-1', 40, 1);
  world.book('945-1', -12, 11);
  return world;
}

describe('the comparison of a warehouse with the ERP', () => {
  it('says nothing when all three agree', () => {
    const world = even();
    world.compare(world.list(28, 20), 21);
    expect(world.reconciliation).to.deep.include({ items: 1, lines: [], proposals: [], complete: true });
  });

  it('takes what is told and not booked for being on its way, and names it when it takes too long', () => {
    const world = even();
    world.tell(movementOf({ id: 'AD-1', at: 30, cartons: -3 }));
    world.compare(world.list(25, 35), 36);
    expect(world.open).to.deep.equal([]);
    expect(world.reconciliation?.lines[0]).to.deep.include({ inFlight: '-3', unbooked: '0', remarks: [] });
    world.compare(world.list(25, 60), 61);
    expect(world.open).to.deep.equal([]);
    expect(world.reconciliation?.lines[0]?.remarks[0]).to.match(/^AD-1 of .* \(-3\) is not booked yet$/);
  });

  it('takes what is booked and not told yet for being on its way, while it is young', () => {
    const world = even();
    world.book('945-2', -5, 19);
    world.compare(world.list(23, 20), 21);
    expect(world.reconciliation?.lines[0]).to.deep.include({ inFlight: '5', unbooked: '0' });
  });

  it('proposes to correct the ERP for what somebody booked there, and names the document', () => {
    const world = even();
    world.book('', 2, 15, 'CLERK');
    world.compare(world.list(28, 60), 61);
    expect(world.open).to.deep.equal([['book', '-2']]);
    expect(world.reconciliation?.lines[0]?.remarks).to.deep.equal([
      '4900000002 (2) was booked by CLERK, and no movement was told',
    ]);
  });

  it('does not compare an item with the ERP that was booked while it was read', () => {
    const world = even();
    world.book('', 2, 15, 'CLERK');
    world.unsettled = ['NW-1'];
    world.compare(world.list(26, 60), 61);
    expect(world.open).to.deep.equal([['stock', '-2']]);
    expect(world.reconciliation?.lines[0]?.remarks[0]).to.include('is compared with the next list');
  });

  it('proposes to correct the stock for what the warehouse never told', () => {
    const world = even();
    world.compare(world.list(26, 20), 21);
    expect(world.open).to.deep.equal([['stock', '-2']]);
    expect(world.reconciliation?.proposals[0]).to.deep.include({ quantity: '-2', told: '28' });
    expect(world.positions.get('stock/WH-1/NW-1')?.difference?.text).to.equal(
      'available: 28 here, 26 CT there',
    );
  });

  it('names an item whose states differ and together do not', () => {
    const world = even();
    const [line] = world.list(25, 20).lines;
    const blocked = { ...line!, status: 'blocked' as const, quantity: { value: '3', unit: 'CT' } };
    world.compare({ ...world.list(25, 20), lines: [line!, blocked] }, 21);
    expect(world.open).to.deep.equal([
      ['stock', '-3'],
      ['stock', '3'],
    ]);
    expect(world.reconciliation?.lines[0]).to.deep.include({ listed: '28', told: '28', unbooked: '0' });
  });

  it('does not let an older list decide anything', () => {
    const world = even();
    const older = world.list(99, 19);
    world.compare(world.list(28, 20), 21);
    expect(world.compare(older, 22)).to.equal(false);
    expect([world.open, world.available]).to.deep.equal([[], '28']);
  });

  it('sends an approved correction once, and counts it as arrived until it has', () => {
    const world = even();
    world.book('', 2, 15, 'CLERK');
    world.compare(world.list(26, 60), 61);
    const [stock, book] = [world.numberOf('stock'), world.numberOf('book')];
    expect(world.decide('approve')).to.deep.equal(['approved', 'approved']);
    expect(world.decide('approve')).to.deep.equal([]);
    expect(world.sent.movements.map(({ movementId }) => movementId)).to.deep.equal([stock]);
    expect(world.sent.bookings.map(({ movementId }) => movementId)).to.deep.equal([book]);
    world.compare(world.list(26, 62), 63);
    expect(world.open).to.deep.equal([]);
    for (const movement of world.sent.movements) world.tell(movement);
    world.compare(world.list(26, 64), 65);
    expect([world.open, world.available]).to.deep.equal([[], '26']);
    world.book(`WH-1:${stock}`, -2, 66);
    world.book(`WH-1:${book}`, -2, 66);
    world.compare(world.list(26, 90), 91);
    expect(world.reconciliation).to.deep.include({ lines: [], proposals: [] });
    expect(world.reconciliation?.decided.map(({ number }) => number)).to.deep.equal([stock, book]);
  });

  it('corrects nothing that was told meanwhile', () => {
    const world = even();
    world.compare(world.list(26, 20), 21);
    world.tell(movementOf({ id: 'AD-LATE', at: 12, cartons: -2 }));
    expect(world.decide('approve')).to.deep.equal(['obsolete']);
    expect(world.sent.movements).to.deep.equal([]);
  });

  it('does not ask again about what was refused, as long as it is the same', () => {
    const world = even();
    world.compare(world.list(26, 20), 21);
    expect(world.decide('refuse')).to.deep.equal(['refused']);
    world.compare(world.list(26, 25), 26);
    expect(world.open).to.deep.equal([]);
    expect(world.reconciliation?.proposals[0]).to.deep.include({ state: 'refused', reason: 'counted again' });
    world.compare(world.list(25, 30), 31);
    expect(world.open).to.deep.equal([['stock', '-3']]);
  });

  it('refuses to decide what a newer list has replaced, and what is decided in another way', () => {
    const world = even();
    world.compare(world.list(26, 20), 21);
    const replaced = world.numberOf('stock');
    world.compare(world.list(25, 30), 31);
    expect(() => world.decide('approve', [replaced])).to.throw('a newer list has taken its place');
    world.decide('refuse');
    expect(() => world.decide('approve')).to.throw('is refused already');
  });

  it('keeps the number of a difference that stays the same, so that a person has time to decide', () => {
    const world = even();
    world.compare(world.list(26, 20), 21);
    const number = world.numberOf('stock');
    world.compare(world.list(26, 30), 31);
    expect(world.decide('approve', [number])).to.deep.equal(['approved']);
    expect(world.sent.movements[0]).to.deep.include({ movementId: number, occurredAt: minute(30) });
  });

  it('reads decisions as the documentation shows one, and says what they lack', () => {
    const page = readFileSync(new URL('../../../docs/inventory.md', import.meta.url), 'utf8');
    const shown: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    expect(correctionDecisionFrom(shown)).to.deep.equal(shown);
    const whole = { key: 'k', proposals: ['COR-1'], outcome: 'approve', reason: ' counted ' };
    expect(correctionDecisionFrom(whole)).to.deep.equal({ ...whole, reason: 'counted' });
    for (const [field, value] of Object.entries({ key: '', proposals: [], outcome: 'yes', reason: ' ' }))
      expect(() => correctionDecisionFrom({ ...whole, [field]: value }), field).to.throw('cannot be decided');
  });
});
