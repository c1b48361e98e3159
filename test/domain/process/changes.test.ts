import { expect } from 'chai';
import fc from 'fast-check';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { apply } from '../../../domain/process/apply.ts';
import { changeNews } from '../../../domain/process/changes/outgoing.ts';
import { changeAspects, changeRules, changeStages } from '../../../domain/process/changes/rules.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { minus, plus } from '../../../domain/process/quantity.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { input, type Shorthand } from './documents.ts';

const at = '2026-03-02T08:00:00Z';
const ordered: Readonly<Record<string, string>> = { 1: '10', 2: '4' };
const order = input('sales-order', { lines: { 1: 10, 2: 4 } }, 'm-0', at);
const started = () => apply(null, order).process;

const play = (inputs: readonly ProcessInput[], from: OrderProcess = started()): OrderProcess =>
  inputs.reduce((process, each) => apply(process, each).process, from);

const changedLine = fc.oneof(
  fc.integer({ min: 1, max: 15 }),
  fc.constant('cancel'),
  fc.record({ add: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ price: fc.constantFrom('8.00', '12.50') }),
);

/** Changes of any kind, with questions answered one way or the other, among everything else that happens. */
const events: fc.Arbitrary<readonly Shorthand[]> = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('order-change'),
      change: fc.integer({ min: 1, max: 5 }),
      cancel: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
      lines: fc.dictionary(fc.constantFrom('1', '2', '3'), changedLine, { minKeys: 1 }),
    }),
    fc.record({
      type: fc.constant('release-change-answer'),
      requestNumber: fc
        .tuple(fc.constantFrom('R-1', 'R-2'), fc.integer({ min: 1, max: 5 }))
        .map((each) => each.join('/')),
      accepted: fc.boolean(),
    }),
    fc.constantFrom<Shorthand>(
      { type: 'order-release', release: 'R-1', lines: { 1: 6, 2: 4 } },
      { type: 'order-release', release: 'R-2', lines: { 1: 4 } },
      { type: 'warehouse-confirmation', confirmation: 'P', stage: 'picked', lines: { 1: 6 } },
      { type: 'shipment' },
      {
        type: 'warehouse-confirmation',
        confirmation: 'S',
        lines: { 1: { confirmed: 5, of: 6, status: 'short' } },
      },
      { type: 'shipment-event', event: 'D', milestone: 'delivered', signed: 'Bea' },
      { type: 'invoice-issued', lines: { 1: 5 } },
    ),
  ),
  { maxLength: 14 },
);

const inputsOf = (said: readonly Shorthand[]): readonly ProcessInput[] =>
  said.map(({ type, ...more }, index) => input(type as ProcessInput['type'], more, `m-${index + 1}`, at));

/** A customer's numbered changes that fit each other, as made: nothing is touched after it is cancelled. */
const numbered = fc
  .array(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 12 })), { maxLength: 3 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((all) => {
    const there = new Set([1, 2]);
    const gone = new Set<number>();
    return all.map((wishes, index) => {
      const lines: Record<string, unknown> = {};
      for (const [line, quantity] of wishes) {
        if (gone.has(line) || line in lines) continue;
        if (!there.has(line)) lines[line] = { add: quantity + 1 };
        else if (quantity === 0) lines[line] = 'cancel';
        else lines[line] = quantity;
        if (lines[line] === 'cancel') gone.add(line);
        there.add(line);
      }
      return input('order-change', { change: index + 1, lines }, `c-${index + 1}`, at);
    });
  });

describe('order changes', () => {
  it('keep what is ordered the sum of the original and what was taken of every change', () => {
    fc.assert(
      fc.property(events, (said) => {
        let process = started();
        for (const each of inputsOf(said)) {
          process = apply(process, each).process;
          const parts = process.changes.flatMap((change) => change.parts);
          for (const { lineNumber, quantities } of process.lines) {
            const deltas = parts
              .filter((part) => part.lineNumber === lineNumber)
              .reduce((total, { delta }) => plus(total, delta), ordered[lineNumber] ?? '0');
            expect(quantities.ordered).to.equal(deltas);
            expect(Number(quantities.ordered)).to.be.at.least(0);
            const { shipped, short } = quantities;
            if (Number(shipped) <= Number(quantities.ordered))
              expect(Number(plus(shipped, short))).to.be.at.most(Number(quantities.ordered));
          }
        }
      }),
      { numRuns: 120 },
    );
  });

  it('never let be billed what is cancelled: whatever left beyond what is ordered holds the order', () => {
    fc.assert(
      fc.property(events, (said) => {
        const process = play(inputsOf(said));
        const beyond = process.lines.filter(
          ({ quantities }) => Number(minus(quantities.shipped, quantities.ordered)) > 0,
        );
        if (beyond.length > 0) expect(process.billing.decision).to.not.equal('bill');
      }),
      { numRuns: 120 },
    );
  });

  it('change nothing when everything comes again', () => {
    fc.assert(
      fc.property(events, (said) => {
        const inputs = inputsOf(said);
        const process = play(inputs);
        const again = inputs
          .filter(({ type }) => type === 'order-change')
          .reduce(
            (so, each) => apply(so, { ...each, messageId: `again-${each.messageId}` }).process,
            process,
          );
        expect(again.changes).to.deep.equal(process.changes);
        expect(again.order).to.deep.equal(process.order);
      }),
      { numRuns: 150 },
    );
  });

  it('end in the same order, in whatever order those before the release arrive', () => {
    const shuffled = numbered.chain((changes) =>
      fc.tuple(fc.constant(changes), fc.shuffledSubarray([...changes], { minLength: changes.length })),
    );
    fc.assert(
      fc.property(shuffled, ([changes, some]) => {
        const wanted = play(changes);
        const found = play(some);
        const essence = ({ order: { lines }, status, ...all }: OrderProcess) => ({
          lines: [...lines].sort((a, b) => (a.lineNumber < b.lineNumber ? -1 : 1)),
          ordered: Object.fromEntries(
            all.lines
              .filter(({ quantities }) => quantities.ordered !== '0')
              .map((line) => [line.lineNumber, line.quantities.ordered]),
          ),
          status,
        });
        expect(essence(found)).to.deep.equal(essence(wanted));
      }),
      { numRuns: 120 },
    );
  });

  it('ask and answer in documents that are canonical, and answer each change once', () => {
    fc.assert(
      fc.property(events, (said) => {
        let process = started();
        const answered: string[] = [];
        for (const each of inputsOf(said)) {
          const next = apply(process, each).process;
          const { requests, responses } = changeNews(process, next);
          for (const request of requests)
            expect(validateCanonical('release-change', request)).to.include({ valid: true });
          for (const response of responses)
            expect(validateCanonical('order-response', response)).to.include({ valid: true });
          answered.push(...responses.map(({ changeNumber }) => changeNumber));
          process = next;
        }
        expect(new Set(answered).size).to.equal(answered.length);
      }),
      { numRuns: 150 },
    );
  });

  it('leave a rule to every stage and aspect, and allow never more at a later stage', () => {
    const strength = { yes: 2, ask: 1, no: 0 };
    for (const aspect of changeAspects) {
      const rules = changeStages.map((stage) => strength[changeRules[stage][aspect]]);
      expect(rules).to.deep.equal([...rules].sort((a, b) => b - a));
    }
  });
});
