import type { SalesOrder } from '../../canonical/types.generated.ts';
import { type Decimal, isMore, isZero, most } from '../quantity.ts';
import type { LineQuantities, OrderProcess, ProcessLine } from '../types.ts';
import { askedOfLine, askedOfOrder } from './ask.ts';
import { isOther } from './parts.ts';
import { comparePosition, isEarlierMissing } from './position.ts';
import {
  type ChangeAspect,
  type ChangeRule,
  type ChangeStage,
  changeRules,
  stageOfLine,
  stageOfOrder,
  stageTexts,
} from './rules.ts';
import type { ChangePart, ProcessChange, RefusalCode } from './types.ts';

/**
 * Decides one part of a change by the stage its line has reached. The process holds every other change with what
 * was decided about it, its order and lines as these leave it.
 */
export function decide(process: OrderProcess, change: ProcessChange, part: ChangePart): ChangePart {
  const problem = outdated(process, change, part);
  if (problem) return problem;
  return part.lineNumber === undefined
    ? decideOrder(process, change, part)
    : decideLine(process, change, part);
}

export const refused = (part: ChangePart, code: RefusalCode, text: string): ChangePart => {
  const { quantity: _, asked: __, ...rest } = part;
  return { ...rest, outcome: 'refused', reason: { code, text } };
};

/** Later changes go before earlier ones, and a cancellation before everything after it. */
function outdated(process: OrderProcess, change: ProcessChange, part: ChangePart): ChangePart | null {
  if (process.compensation) return refused(part, 'order-cancelled', 'the order is being taken back');
  const others = process.changes.filter(({ changeNumber }) => changeNumber !== change.changeNumber);
  const later = others.find((other) => comparePosition(change, other) < 0 && replaces(other, part));
  if (later) return refused(part, 'superseded', `change ${later.changeNumber}, made later, goes before it`);
  const cancelling = others.find((other) => other.kind === 'cancellation' && isAlive(other));
  return cancelling
    ? refused(part, 'order-cancelled', `the order is cancelled by ${cancelling.changeNumber}`)
    : null;
}

const isAlive = ({ parts }: ProcessChange): boolean => parts.some(({ outcome }) => outcome !== 'refused');

function replaces(later: ProcessChange, part: ChangePart): boolean {
  if (later.kind === 'cancellation') return isAlive(later);
  return later.parts.some(
    (other) =>
      other.lineNumber === part.lineNumber &&
      other.outcome !== 'refused' &&
      other.outcome !== 'waiting' &&
      part.action !== 'add' &&
      (other.action === 'cancel' || namesOf(part).every((name) => namesOf(other).includes(name))),
  );
}

/** What a part speaks of; a cancelled line is a line with another quantity. */
const namesOf = ({ action, wanted }: ChangePart): readonly string[] =>
  action === 'cancel' ? ['quantity'] : Object.keys(wanted);

function decideOrder(process: OrderProcess, { changeNumber }: ProcessChange, part: ChangePart): ChangePart {
  const stage = stageOfOrder(process);
  const aspects: readonly ChangeAspect[] = [
    ...(part.wanted.shipTo ? (['address'] as const) : []),
    ...(part.wanted.requestedDelivery ? (['date'] as const) : []),
  ];
  const rule = strongest(aspects.map((aspect) => changeRules[stage][aspect]));
  if (rule === 'yes') return { ...part, outcome: 'accepted' };
  const asked = rule === 'ask' ? askedOfOrder(process, changeNumber) : [];
  return asked.length > 0 ? { ...part, outcome: 'asked', asked } : refusedBy(part, stage, 'the order');
}

function decideLine(process: OrderProcess, change: ProcessChange, part: ChangePart): ChangePart {
  const { lineNumber = '' } = part;
  const line = process.lines.find((each) => each.lineNumber === lineNumber);
  const misfit = misfitOf(process, line, part);
  if (misfit) return misfit;
  if (!line && part.action !== 'add') {
    return isEarlierMissing(change, process.changes)
      ? { ...part, outcome: 'waiting' }
      : refused(part, 'line-unknown', `the order has no line ${lineNumber}`);
  }
  const facts = factsOf(process, line, part);
  const { stage, target, isLess } = facts;
  const rule = strongest(aspectsOf(part, process.order, facts).map((aspect) => ruleOf(aspect, facts)));
  if (rule === 'no') return refusedBy(part, stage, `line ${lineNumber}`);
  const taken = {
    ...part,
    quantity: target,
    ...(isLess && isMore(target, facts.wanted) ? partly(facts) : {}),
  };
  if (rule === 'yes') return { ...taken, outcome: taken.reason ? 'accepted-in-part' : 'accepted' };
  const asked = askedOfLine({ process, changeNumber: change.changeNumber, line, lineNumber, target });
  return asked.length > 0
    ? { ...taken, outcome: 'asked', asked }
    : refusedBy(part, 'picked', `line ${lineNumber}`);
}

/** What the decision about a line looks at; decimals in the line's unit. */
interface Facts extends Pick<LineQuantities, 'ordered' | 'released' | 'picked' | 'shipped'> {
  readonly lineNumber: string;
  readonly stage: ChangeStage;
  readonly wanted: Decimal;
  /** What can be ordered at the least, where less is wanted: what has left stays ordered. */
  readonly target: Decimal;
  readonly isLess: boolean;
}

const nothing = { ordered: '0', released: '0', picked: '0', shipped: '0' };

function factsOf(process: OrderProcess, line: ProcessLine | undefined, part: ChangePart): Facts {
  const { ordered, released, picked, shipped } = line?.quantities ?? nothing;
  const wanted = part.action === 'cancel' ? '0' : (part.wanted.quantity?.value ?? ordered);
  const isLess = isMore(ordered, wanted);
  return {
    ...{ ordered, released, picked, shipped, wanted, isLess, lineNumber: part.lineNumber ?? '' },
    stage: stageOfLine(process, line),
    target: isLess ? most(wanted, shipped) : wanted,
  };
}

function aspectsOf(
  { wanted, lineNumber }: ChangePart,
  { lines }: SalesOrder,
  { ordered, wanted: value, isLess }: Facts,
): readonly ChangeAspect[] {
  const known = lines.find((line) => line.lineNumber === lineNumber);
  return [
    ...(isMore(value, ordered) ? (['more'] as const) : []),
    ...(isLess ? (['less'] as const) : []),
    ...(isOther(wanted.unitPrice ?? known?.unitPrice, known?.unitPrice) ? (['price'] as const) : []),
    ...(isOther(wanted.requestedDelivery ?? known?.requestedDelivery, known?.requestedDelivery)
      ? (['date'] as const)
      : []),
  ];
}

function ruleOf(
  aspect: ChangeAspect,
  { stage, ordered, target, released, picked, shipped }: Facts,
): ChangeRule {
  const rule = changeRules[stage][aspect];
  if (aspect === 'price' && !isZero(shipped)) return 'no';
  if (aspect !== 'less' || rule === 'no') return rule;
  if (!isMore(ordered, target)) return 'no';
  // What no warehouse has yet need not be asked for.
  return isMore(most(released, picked), target) ? rule : 'yes';
}

const strongest = (rules: readonly ChangeRule[]): ChangeRule =>
  rules.includes('no') ? 'no' : rules.includes('ask') ? 'ask' : 'yes';

const partly = ({ shipped, lineNumber }: Facts) => ({
  reason: {
    code: 'dispatched' as const,
    text: `${shipped} of line ${lineNumber} ${shipped === '1' ? 'has' : 'have'} left the warehouse: a return is the way now`,
  },
});

/** A part of a line may have left while the rest is still open: then what left refuses. */
function refusedBy(part: ChangePart, stage: ChangeStage, what: string): ChangePart {
  const code = stage === 'open' || stage === 'released' ? 'dispatched' : stage;
  return refused(part, code, `${what} ${stageTexts[code]}`);
}

/** What cannot be meant for the order as it is. */
function misfitOf(
  { order }: OrderProcess,
  line: ProcessLine | undefined,
  part: ChangePart,
): ChangePart | null {
  const { lineNumber = '', action, wanted } = part;
  const { quantity, unitPrice, item } = wanted;
  if (action === 'add' && line)
    return refused(part, 'line-exists', `the order has line ${lineNumber} already`);
  if (action === 'add' && !(item && quantity))
    return refused(part, 'incomplete', `new line ${lineNumber} has no ${item ? 'quantity' : 'item'}`);
  if (action === 'change' && Object.keys(wanted).length === 0)
    return refused(part, 'nothing', `nothing of line ${lineNumber} is to change`);
  if (unitPrice && unitPrice.currency !== order.currency)
    return refused(
      part,
      'currency',
      `line ${lineNumber} is priced in ${unitPrice.currency}, the order in ${order.currency}`,
    );
  if (!line) return null;
  if (quantity && quantity.unit !== line.unit)
    return refused(part, 'unit', `line ${lineNumber} is ordered in ${line.unit}, not in ${quantity.unit}`);
  return isZero(line.quantities.ordered)
    ? refused(part, 'line-unknown', `line ${lineNumber} is cancelled`)
    : null;
}
