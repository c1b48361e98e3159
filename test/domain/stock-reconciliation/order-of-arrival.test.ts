import { expect } from 'chai';
import fc from 'fast-check';
import { type Moved, movementOf, WarehouseAndErp } from './warehouse-and-erp.ts';

const moved = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 100 }),
      cartons: fc.integer({ min: -20, max: 20 }).filter((cartons) => cartons !== 0),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => all.map((one, index): Moved => ({ ...one, id: `MV-${index}` })));

const upTo = (all: readonly Moved[], at: number): number =>
  all.filter((one) => one.at <= at).reduce((sum, { cartons }) => sum + cartons, 0);

type Arrival =
  | { readonly kind: 'told' | 'booked'; readonly moved: Moved }
  | { readonly kind: 'list'; readonly at: number };

/** Everything that can arrive, in some order. */
const arrivals = moved.chain((all) =>
  fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 6 }).chain((lists) =>
    fc.record({
      all: fc.constant(all),
      order: fc.shuffledSubarray<Arrival>(
        [
          ...all.flatMap((one): Arrival[] => [
            { kind: 'told', moved: one },
            { kind: 'booked', moved: one },
          ]),
          ...lists.map((at): Arrival => ({ kind: 'list', at })),
        ],
        { minLength: all.length * 2 + lists.length },
      ),
    }),
  ),
);

/** A list tells the truth of its instant, zero where the books are below. */
const truth = (all: readonly Moved[], at: number): number => Math.max(0, upTo(all, at));

function arrive(world: WarehouseAndErp, arrival: Arrival, all: readonly Moved[]): void {
  switch (arrival.kind) {
    case 'told':
      return world.tell(movementOf(arrival.moved));
    case 'booked':
      return world.book(`WH-1:${arrival.moved.id}`, arrival.moved.cartons, arrival.moved.at);
    default:
      world.compare(world.list(truth(all, arrival.at), arrival.at), 200, 10_000);
  }
}

describe('what is available to promise', () => {
  it('is the sum of what was told after every single arrival, whatever lists come in between', () => {
    fc.assert(
      fc.property(arrivals, ({ all, order }) => {
        const world = new WarehouseAndErp();
        const told: Moved[] = [];
        for (const arrival of order) {
          arrive(world, arrival, all);
          if (arrival.kind === 'told') told.push(arrival.moved);
          expect(world.available).to.equal(String(told.reduce((sum, { cartons }) => sum + cartons, 0)));
        }
      }),
    );
  });

  it('leaves nothing open once everything has arrived, in any order', () => {
    fc.assert(
      fc.property(arrivals, ({ all, order }) => {
        fc.pre(upTo(all, 101) >= 0);
        const world = new WarehouseAndErp();
        for (const arrival of order) arrive(world, arrival, all);
        world.compare(world.list(upTo(all, 101), 101), 200, 10_000);
        expect(world.open).to.deep.equal([]);
        expect(world.reconciliation?.lines).to.deep.equal([]);
      }),
    );
  });

  it('foots in every line: the ERP, what is on the way and what it lacks are what was told by now', () => {
    fc.assert(
      fc.property(arrivals, fc.boolean(), ({ all, order }, approves) => {
        const world = new WarehouseAndErp();
        for (const arrival of order) {
          arrive(world, arrival, all);
          if (arrival.kind !== 'list' || !world.reconciliation) continue;
          for (const { toldByNow, booked, inFlight, unbooked } of world.reconciliation.lines)
            expect(Number(booked) + Number(inFlight) + Number(unbooked)).to.equal(Number(toldByNow));
          if (approves) world.decide('approve', world.openNumbers);
        }
      }),
    );
  });

  it('never goes back to an older list: only the newest instant is compared', () => {
    fc.assert(
      fc.property(arrivals, ({ all, order }) => {
        const world = new WarehouseAndErp();
        let newest = -1;
        for (const arrival of order) {
          if (arrival.kind !== 'list') arrive(world, arrival, all);
          else {
            const isNewer = arrival.at > newest;
            expect(world.compare(world.list(truth(all, arrival.at), arrival.at), 200)).to.equal(isNewer);
            newest = Math.max(newest, arrival.at);
          }
        }
      }),
    );
  });

  it('is what the warehouse has, once corrections of what it never told are approved, each of them once', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 50 }), ({ all, order }, lost) => {
        fc.pre(all.every((_, index) => upTo(all.slice(0, index + 1), 101) >= 0));
        const world = new WarehouseAndErp();
        const missing: Moved = { id: 'LOST', at: 0, cartons: lost };
        const real = [missing, ...all];
        for (const arrival of order) arrive(world, arrival, real);
        for (const at of [101, 102]) world.compare(world.list(truth(real, at), at), 200, 10_000);
        world.decide('approve');
        world.decide('approve');
        for (const movement of world.sent.movements) world.tell(movement);
        expect(world.available).to.equal(String(truth(real, 102)));
        world.compare(world.list(truth(real, 103), 103), 200, 10_000);
        expect(world.open).to.deep.equal([]);
      }),
    );
  });
});
