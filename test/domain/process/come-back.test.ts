import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import type { Applied } from '../../../domain/process/types.ts';
import { input } from './documents.ts';

const at = '2026-03-02T08:00:00Z';
const erpOrderNumber = '4711';
let count = 0;
const ordered = (lines: object, more: object = {}): ProcessInput =>
  input('sales-order', { lines, erpOrderNumber, ...more }, `m-${++count}`, at);
const changed = (change: number, more: object): ProcessInput =>
  input('order-change', { change, ...more }, `m-${++count}`, at);
const codes = ({ process }: Applied): readonly string[] => process.holds.map(({ code }) => code);

/** Line 1 goes from 10 to 8 and then to 6, line 2 is cancelled and line 3 added. */
const changes = [
  changed(1, { lines: { 1: 8, 2: 'cancel' } }),
  changed(2, { lines: { 1: 6, 3: { add: 5 } } }),
];
const comesAgain = (again: ProcessInput, first = ordered({ 1: 10, 2: 4 }), made = changes): Applied =>
  apply(
    made.reduce((process, each) => apply(process, each).process, apply(null, first).process),
    again,
  );

describe('an order of the ERP that comes again after we changed it there', () => {
  for (const [what, lines] of [
    ['as it stands, with what is cancelled left in it', { 1: 6, 2: 4, 3: 5 }],
    ['as it stood after the first change', { 1: 8, 2: 4 }],
    ['half changed', { 1: 10, 2: 4, 3: 5 }],
  ] as const)
    it(`is no news when it comes ${what}`, () => {
      const again = comesAgain(ordered(lines));
      expect([again.outcome, codes(again)]).to.deep.equal(['duplicate', []]);
    });

  it('is no news with the address that the customer has changed', () => {
    const shipTo = { name: 'Store 9', address: { city: 'Bonn', postalCode: '53111', country: 'DE' } };
    const move = changed(3, { lines: {}, shipTo });
    const again = comesAgain(ordered({ 1: 10 }, { shipTo }), ordered({ 1: 10 }), [move]);
    expect([again.outcome, codes(again)]).to.deep.equal(['duplicate', []]);
  });

  for (const [what, again] of [
    ['a quantity that nobody asked for', ordered({ 1: 7, 2: 4, 3: 5 })],
    ['a line that nobody asked for', ordered({ 1: 6, 2: 4, 3: 5, 4: 1 })],
    ['another price', ordered({ 1: { quantity: 6, price: '9.00' }, 2: 4, 3: 5 })],
    ['a line missing', ordered({ 1: 6, 3: 5 })],
    ['another currency', ordered({ 1: 6, 2: 4, 3: 5 }, { currency: 'USD' })],
  ] as const)
    it(`contradicts with ${what}`, () => {
      const told = comesAgain(again);
      expect([told.outcome, codes(told)]).to.deep.equal(['ignored', ['document-contradiction']]);
    });

  it('contradicts before anything was changed', () => {
    expect(codes(comesAgain(ordered({ 1: 6, 2: 4 }), ordered({ 1: 10, 2: 4 }), []))).to.deep.equal([
      'document-contradiction',
    ]);
  });

  it('contradicts when it is a customer’s own order, which is changed by changes', () => {
    const first = ordered({ 1: 10, 2: 4 }, { erpOrderNumber: undefined });
    const again = ordered({ 1: 6, 2: 4, 3: 5 }, { erpOrderNumber: undefined });
    expect(codes(comesAgain(again, first))).to.deep.equal(['document-contradiction']);
  });
});
