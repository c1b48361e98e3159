import { expect } from 'chai';
import fc from 'fast-check';
import { apply } from '../../../domain/process/apply.ts';
import { isTakenBack, nextStep, stepsOf } from '../../../domain/process/compensation/steps.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { input, type Shorthand } from './documents.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();

/** Steps done for an order, some of them late, with the taking back and its answers anywhere among them. */
const happenings = fc.array(
  fc.constantFrom<Shorthand>(
    { type: 'erp-confirmation' },
    { type: 'order-release', release: 'R-1', lines: { 1: 6 } },
    { type: 'order-release', release: 'R-2', lines: { 1: 4 } },
    { type: 'shipment', shipment: 'SH-1' },
    { type: 'shipment', shipment: 'SH-1', status: 'cancelled' },
    { type: 'compensation' },
    { type: 'answer', done: true },
    { type: 'answer', done: false, reason: 'no' },
    { type: 'reversal', step: 'release/R-1', done: true },
  ),
  { maxLength: 16 },
);

/** The process after each thing that happens; `answer` answers what is asked for. */
function lives(said: readonly Shorthand[]): readonly OrderProcess[] {
  let { process } = apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-0', at(0)));
  return said.map(({ type, ...more }, index) => {
    const open = process.compensation?.reversals.find(({ state }) => state !== 'reversed');
    const [name, about] =
      type === 'answer'
        ? (['reversal', { step: open?.step ?? 'none', ...more }] as const)
        : ([type, more] as const);
    const document = input(name as 'reversal', about, `m-${index + 1}`, at(index + 1));
    process = apply(process, document).process;
    return process;
  });
}

const reversalsOf = ({ compensation }: OrderProcess) => compensation?.reversals ?? [];

describe('the taking back of an order', () => {
  it('asks for each step once, and for one at a time', () => {
    fc.assert(
      fc.property(happenings, (said) => {
        for (const process of lives(said)) {
          const steps = reversalsOf(process).map(({ step }) => step);
          expect(new Set(steps).size).to.equal(steps.length);
          const open = reversalsOf(process).filter(({ state }) => state !== 'reversed');
          expect(open.length).to.be.at.most(1);
        }
      }),
    );
  });

  it('asks for the last step that stands, and never forgets or changes what was answered', () => {
    fc.assert(
      fc.property(happenings, (said) => {
        let before: OrderProcess | null = null;
        for (const process of lives(said)) {
          const known = before ? reversalsOf(before) : [];
          const asked = reversalsOf(process).slice(known.length);
          for (const { step } of asked) {
            const standing = stepsOf(process).filter(({ id }) => !known.some((each) => each.step === id));
            expect(standing.at(-1)?.id).to.equal(step);
          }
          for (const [index, { step, state }] of known.entries()) {
            expect(reversalsOf(process)[index]?.step).to.equal(step);
            if (state === 'reversed') expect(reversalsOf(process)[index]?.state).to.equal('reversed');
          }
          before = process;
        }
      }),
    );
  });

  it('ends when every step is answered, with an order of which nothing is billed', () => {
    fc.assert(
      fc.property(happenings, (said) => {
        let process = lives([...said, { type: 'compensation' }]).at(-1)!;
        for (let round = 0; round < 20 && !isTakenBack(process); round += 1) {
          const open = reversalsOf(process).find(({ state }) => state !== 'reversed');
          const type = open ? 'reversal' : 'compensation';
          const about = open ? { step: open.step } : {};
          process = apply(process, input(type, about, `end-${round}`, at(90 + round))).process;
        }
        expect(nextStep(process)).to.equal(null);
        expect(isTakenBack(process)).to.equal(true);
        expect([process.status, process.billing.decision]).to.deep.equal(['cancelled', 'done']);
      }),
    );
  });
});
