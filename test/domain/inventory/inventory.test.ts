import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { InventoryMovement, StockSnapshot } from '../../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { compareStock } from '../../../domain/inventory/compare.ts';
import { move, sidesOf } from '../../../domain/inventory/move.ts';
import { belowZero, quantityAt } from '../../../domain/inventory/position.ts';
import { postingOf, postingRulesFrom } from '../../../domain/inventory/postings.ts';
import type { StockPosition, StockStatus } from '../../../domain/inventory/types.ts';

const now = '2026-03-16T00:00:00Z';
const key = 'stock/WH-1/NW-1';
const minute = (count: number): string => new Date(Date.parse(now) + count * 60_000).toISOString();

type Stock = { readonly status: StockStatus; readonly owner?: string };

const movement = (
  kind: InventoryMovement['kind'],
  value: number,
  { from, to, at = now, ...more }: { from?: Stock; to?: Stock; at?: string } & Partial<InventoryMovement>,
): InventoryMovement => ({
  ...{ movementId: 'MV-1', kind, occurredAt: at, warehouse: { id: 'WH-1' } },
  lines: [
    {
      ...{ lineNumber: '1', item: { sku: 'NW-1' }, quantity: { value: String(value), unit: 'CT' } },
      ...(from && { from }),
      ...(to && { to }),
    },
  ],
  ...more,
});

const available: Stock = { status: 'available' };
const blocked: Stock = { status: 'blocked' };

function positionsAfter(...movements: readonly InventoryMovement[]): ReadonlyMap<string, StockPosition> {
  const positions = new Map<string, StockPosition>();
  for (const one of movements)
    for (const [at, position] of move(sidesOf(one, minute(300)), positions, now)) positions.set(at, position);
  return positions;
}

const list = (value: number, more: Partial<StockSnapshot> = {}): StockSnapshot => ({
  ...{ snapshotId: 'SNAP-1', asOf: now, warehouse: { id: 'WH-1' } },
  lines: [{ item: { sku: 'NW-1' }, status: 'available', quantity: { value: String(value), unit: 'CT' } }],
  ...more,
});

describe('a stock position', () => {
  it('is the sum of what came, went and changed', () => {
    const positions = positionsAfter(
      movement('receipt', 40, { to: available }),
      movement('issue', 12, { from: available }),
      movement('status-change', 3, { from: available, to: blocked }),
    );
    expect(positions.get(key)?.quantities).to.deep.equal({ available: '25', blocked: '3' });
  });

  it('of stock that is somebody else’s is kept apart', () => {
    const positions = positionsAfter(
      movement('receipt', 40, { to: available }),
      movement('receipt', 5, { to: { status: 'available', owner: 'S-TEA' } }),
    );
    expect([...positions.keys()]).to.deep.equal([key, `${key}/S-TEA`]);
  });

  it('of an item with a slash in its number is no other one’s', () => {
    const positions = positionsAfter(movement('receipt', 1, { to: { status: 'available', owner: '20' } }), {
      ...movement('receipt', 1, { to: available }),
      warehouse: { id: 'WH-1/NW-1' },
    });
    expect([...positions.keys()]).to.deep.equal([`${key}/20`, 'stock/WH-1%2FNW-1/NW-1']);
  });

  it('takes nothing that lies in the future', () => {
    const early = movement('receipt', 1, { to: available, at: minute(2 * 24 * 60) });
    expect(() => sidesOf(early, now)).to.throw('it lies in the future');
  });

  it('says when more left than there was', () => {
    const [position] = positionsAfter(movement('issue', 1, { from: available })).values();
    expect(belowZero(position!)).to.deep.equal(['available']);
  });

  it('refuses another unit, and lines that say nothing of where', () => {
    const positions = positionsAfter(movement('receipt', 40, { to: available }));
    const inPieces = movement('issue', 1, { from: available });
    const sides = sidesOf(inPieces, now).map((side) => ({ ...side, unit: 'C62' }));
    expect(() => move(sides, positions, now)).to.throw(`${key} is kept in CT`);
    expect(() => sidesOf(movement('issue', 1, {}), now)).to.throw('says neither where from nor where to');
  });

  it('is the same whatever the order of the movements, and tells how much there was at any instant', () => {
    const change = fc.record({
      minute: fc.integer({ min: 0, max: 60 }),
      value: fc.integer({ min: 1, max: 50 }),
      more: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.integer({ min: 0, max: 60 }), (changes, at) => {
        const told = changes.map(({ minute: on, value, more }) =>
          movement(more ? 'receipt' : 'issue', value, { [more ? 'to' : 'from']: available, at: minute(on) }),
        );
        const sum = (until: number): number =>
          changes
            .filter((one) => one.minute <= until)
            .reduce((total, { value, more }) => total + (more ? value : -value), 0);
        for (const order of [told, [...told].reverse()]) {
          const position = positionsAfter(...order).get(key);
          if (!position) return;
          expect(position.quantities.available).to.equal(String(sum(60)));
          expect(Number(quantityAt(position, 'available', minute(at)))).to.equal(sum(at));
        }
      }),
    );
  });

  it('does not guess how much there was before what it remembers', () => {
    const many = Array.from({ length: 205 }, (_, index) =>
      movement('receipt', 1, { to: available, at: minute(index) }),
    );
    const position = positionsAfter(...many).get(key)!;
    expect(quantityAt(position, 'available', minute(3))).to.equal(null);
    expect(quantityAt(position, 'available', minute(204))?.toFixed()).to.equal('205');
    expect(quantityAt(position, 'available', minute(100))?.toFixed()).to.equal('101');
  });
});

describe('a comparison with a list of the warehouse', () => {
  const positions = positionsAfter(
    movement('receipt', 40, { to: available, at: minute(-60) }),
    movement('issue', 5, { from: available, at: minute(10) }),
  );

  it('finds nothing when the list was true at its instant, though stock has moved since', () => {
    const { report, correction } = compareStock(list(40), positions, minute(20));
    expect(report).to.deep.include({ compared: 1, lines: [] });
    expect(correction).to.equal(null);
  });

  it('numbers a correction by the list and its instant: warehouses use the number of a list again', () => {
    const numberAt = (at: number) =>
      compareStock({ ...list(37), asOf: minute(at) }, positions, minute(90)).correction?.movementId;
    expect(numberAt(10)).to.equal(numberAt(10)).and.not.equal(numberAt(20));
  });

  it('finds what differs, and a correction that makes it even', () => {
    const { report, correction, positions: marked } = compareStock(list(37), positions, minute(20));
    expect(
      report.lines.map(({ ours, theirs, difference }) => [ours.value, theirs.value, difference.value]),
    ).to.deep.equal([['40', '37', '-3']]);
    expect(validateCanonical('stock-difference', report).valid).to.equal(true);
    expect(validateCanonical('inventory-movement', correction).valid).to.equal(true);
    expect(marked[0]?.difference?.text).to.equal('available: 40 here, 37 CT there');
    const even = new Map([...positions, ...move(sidesOf(correction!, minute(21)), positions, minute(21))]);
    expect(compareStock(list(37), even, minute(22)).report.lines).to.deep.equal([]);
  });

  it('finds stock that nobody told of, and names what cannot be compared any more', () => {
    const { report } = compareStock(list(2), new Map(), now);
    expect(report.lines[0]?.difference.value).to.equal('2');
    const old = { ...positions.get(key)!, forgottenUpTo: minute(30) };
    const skipped = compareStock(list(2), new Map([[key, old]]), now).report;
    expect([skipped.compared, skipped.lines, skipped.notCompared]).to.deep.equal([
      0,
      [],
      [`${key} available`],
    ]);
  });

  it('adds up what a list has of one item in several bins', () => {
    const [line] = list(25).lines;
    const more = { ...line!, quantity: { value: '15', unit: 'CT' } };
    expect(
      compareStock(list(25, { lines: [line!, more] }), positions, minute(20)).report.lines,
    ).to.deep.equal([]);
  });

  it('keeps a difference that the next list does not look at', () => {
    const { positions: marked } = compareStock(list(37), positions, now);
    const blockedOnly = list(0, { snapshotId: 'SNAP-2' });
    const lines = blockedOnly.lines.map((line) => ({ ...line, status: 'blocked' as const }));
    const again = compareStock({ ...blockedOnly, lines }, new Map([[key, marked[0]!]]), now);
    expect(again.positions[0]?.difference?.snapshotId).to.equal('SNAP-1');
  });

  it('forgets a difference when the next list agrees', () => {
    const { positions: marked } = compareStock(list(37), positions, now);
    const again = compareStock(list(40, { snapshotId: 'SNAP-2' }), new Map([[key, marked[0]!]]), now);
    expect(again.positions[0]?.difference).to.equal(undefined);
  });
});

describe('a stock posting', () => {
  const text = readFileSync(new URL('../../../nodes/inventory/help.en-US.md', import.meta.url), 'utf8');
  const rules = postingRulesFrom(parse(/```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? ''), 'help');

  it('is in the words of the ERP, by the first rule that fits', () => {
    const broken = movement('scrap', 2, { from: available, reason: 'BROKEN' });
    const posting = postingOf(broken, rules);
    expect(posting?.lines).to.deep.equal([
      {
        ...{ lineNumber: '1', item: { sku: 'NW-1' }, quantity: { value: '2', unit: 'CT' } },
        ...{ movementType: '551', costCentre: '4710' },
      },
    ]);
    expect(validateCanonical('stock-posting', posting).valid).to.equal(true);
  });

  it('is not made of what finance is not told', () => {
    expect(postingOf(movement('status-change', 1, { from: available, to: blocked }), rules)).to.equal(null);
  });

  it('is not made by guess', () => {
    const odd = movement('scrap', 2, { from: available, reason: 'LOST' });
    expect(() => postingOf(odd, rules)).to.throw(
      'no rule says how finance books line 1 of scrap MV-1 (reason LOST',
    );
  });

  it('has rules that are refused when they are wrong, naming the place', () => {
    expect(() => postingRulesFrom({}, 'x.yaml')).to.throw('postings must list at least one rule');
    expect(() => postingRulesFrom({ postings: [{ type: '1' }] }, 'x.yaml')).to.throw(
      'postings[0] has "type"',
    );
    expect(() => postingRulesFrom({ postings: [{ movementType: 101 }] }, 'x.yaml')).to.throw(
      'must be a text',
    );
  });
});

describe('a posting of stock that is not ours', () => {
  const rules = postingRulesFrom(
    {
      postings: [
        { owner: 'HOOLI', movementType: '501' },
        { owner: 'own', movementType: '101' },
        { movementType: '999' },
      ],
    },
    'x.yaml',
  );
  const posted = (sides: { from?: Stock; to?: Stock }) => {
    const posting = postingOf(movement('adjustment', 1, sides), rules);
    expect(validateCanonical('stock-posting', posting)).to.include({ valid: true });
    const { movementType, owner, newOwner } = posting!.lines[0]!;
    return [movementType, owner, newOwner];
  };
  const of = (owner: string): Stock => ({ ...available, owner });

  it('names its owner, by whom rules may be told apart', () => {
    expect(posted({ to: of('HOOLI') })).to.deep.equal(['501', 'HOOLI', undefined]);
    expect(posted({ from: of('GLOBEX') })).to.deep.equal(['999', 'GLOBEX', undefined]);
    expect(posted({ from: of('HOOLI'), to: { ...blocked, owner: 'HOOLI' } })).to.deep.equal([
      ...['501', 'HOOLI', undefined],
    ]);
  });

  it('names nobody for what is ours, and the new owner of what is handed on', () => {
    expect(posted({ to: available })).to.deep.equal(['101', undefined, undefined]);
    expect(posted({ from: available, to: of('HOOLI') })).to.deep.equal(['101', undefined, 'HOOLI']);
    expect(posted({ from: of('HOOLI'), to: available })).to.deep.equal(['501', 'HOOLI', undefined]);
    expect(posted({ from: of('HOOLI'), to: of('GLOBEX') })).to.deep.equal(['501', 'HOOLI', 'GLOBEX']);
  });
});

describe('corrections of several lists', () => {
  const receipt = movement('receipt', 40, { to: available });
  const correctionOf = (value: number, at: number, positions: ReadonlyMap<string, StockPosition>) =>
    compareStock({ ...list(value), snapshotId: `SNAP-${at}`, asOf: minute(at) }, positions, minute(at))
      .correction!;
  const taken = (one: InventoryMovement, positions: ReadonlyMap<string, StockPosition>) =>
    new Map([...positions, ...move(sidesOf(one, minute(90)), positions, minute(90))]);

  it('that overlap are taken once, whichever comes first', () => {
    const positions = positionsAfter(receipt);
    const first = correctionOf(37, 10, positions);
    const second = correctionOf(37, 20, positions);
    const afterFirst = taken(first, positions);
    expect(quantityAt(afterFirst.get(key)!, 'available', minute(90))!.toFixed()).to.equal('37');
    expect(() => taken(second, afterFirst)).to.throw(
      `found 40 available of ${key} in the books as of ${minute(20)}, and there it is 37 by now`,
    );
    const afterSecond = taken(second, positions);
    // As of the first list nothing has changed: it would take the same away once more.
    expect(() => taken(first, afterSecond)).to.throw(`there it is counted as of ${minute(20)} by now`);
  });

  it('are refused where the books are in another unit than the count', () => {
    const correction = correctionOf(37, 10, positionsAfter(receipt));
    const lines = correction.lines.map((line) => ({ ...line, bookQuantity: { value: '40', unit: 'C62' } }));
    expect(() => sidesOf({ ...correction, lines }, minute(90))).to.throw('counts in another unit');
  });

  it('are refused after a movement from before the list that came late', () => {
    const positions = positionsAfter(receipt);
    const correction = correctionOf(37, 10, positions);
    const late = movement('issue', 3, { from: available, at: minute(5), movementId: 'MV-2' });
    expect(() => taken(correction, taken(late, positions))).to.throw('there it is 37 by now');
  });

  it('leave what the newest list of those taken says, in whatever order they and late movements come', () => {
    const counts = fc.uniqueArray(fc.record({ at: fc.integer({ min: 1, max: 80 }), count: fc.nat(60) }), {
      ...{ selector: ({ at }) => at, minLength: 1, maxLength: 6 },
    });
    const late = fc.array(
      fc.record({ at: fc.integer({ min: 1, max: 80 }), value: fc.integer({ min: 1, max: 9 }) }),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(counts, late, fc.infiniteStream(fc.nat()), (lists, movements, order) => {
        let positions: ReadonlyMap<string, StockPosition> = positionsAfter(receipt);
        const corrections = lists.flatMap(({ at, count }) => {
          const { correction } = compareStock(
            { ...list(count), snapshotId: `SNAP-${at}`, asOf: minute(at) },
            positions,
            minute(90),
          );
          return correction ? [{ at, count, movement: correction }] : [];
        });
        const others = movements.map(({ at, value }, index) => ({
          ...{ at, value, count: null },
          movement: movement('receipt', value, {
            to: available,
            at: minute(at),
            movementId: `MV-${index + 2}`,
          }),
        }));
        const shuffled = [...corrections, ...others]
          .map((one) => ({ one, place: order.next().value as number }))
          .sort((left, right) => left.place - right.place);
        let newest: { at: number; expected: number } = { at: -1, expected: 40 };
        for (const { one } of shuffled) {
          try {
            positions = taken(one.movement, positions);
          } catch (thrown) {
            expect(thrown).to.include({ code: 'CD_INVENTORY_COUNT_STALE' });
            continue;
          }
          // What moved before the list and was told after it was taken is on top of it; so is what moved since.
          if (one.count === null) newest.expected += one.value;
          else {
            const since = others.filter(
              (other) =>
                other.at > one.at &&
                positions.get(key)!.recent.some((change) => change.movementId === other.movement.movementId),
            );
            newest = { at: one.at, expected: one.count + since.reduce((sum, { value }) => sum + value, 0) };
          }
        }
        expect(quantityAt(positions.get(key)!, 'available', minute(90))!.toFixed()).to.equal(
          String(newest.expected),
        );
      }),
      { numRuns: 200 },
    );
  });
});
