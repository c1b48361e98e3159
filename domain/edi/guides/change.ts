import { CrossdockError } from '../../errors.ts';
import { type Address, findNode, keyOf, readAddress, rewriteNode, under } from './address.ts';
import { namedBy } from './compile-rules.ts';
import { elementFacts } from './element-facts.ts';
import type {
  AddChange,
  AddMeaningChange,
  Change,
  DictionaryData,
  ElementUse,
  GuideData,
  Meaning,
  RemoveChange,
  RuleChange,
  RuleData,
  SegmentUse,
  SetChange,
} from './guide.ts';
import { relaxation } from './relaxation.ts';

/** What a change is judged against. */
export interface ChangeContext {
  /** Reference of the overlay or guide that the change stands in. */
  readonly by: string;
  readonly dictionary: DictionaryData;
  /** Another version of the standard may allow more without saying so. */
  readonly mayRelax: boolean;
}

/**
 * A guide with one change applied.
 *
 * @throws CD_EDI_OVERLAY_TARGET for what is not there, CD_EDI_OVERLAY_RELAXES for what allows more without saying so,
 * CD_EDI_OVERLAY_INVALID for what cannot be
 */
export function applyChange(guide: GuideData, change: Change, context: ChangeContext): GuideData {
  if ('hierarchy' in change) return { ...guide, hierarchy: change.hierarchy };
  if ('addRule' in change) return addRule(guide, change.addRule, context);
  if ('rule' in change) return changeRule(guide, change, context);
  const address = readAddress(change.at);
  const found = address && findNode(guide.structure, address);
  if (!address || !found) throw missing(guide, change.at, context);
  if ('add' in change) return add(guide, address, change, context);
  if ('remove' in change) return remove(guide, address, change, found.opens, context);
  if ('addMeaning' in change) return addMeaning(guide, address, change, context);
  return set(guide, address, change, found.opens, context);
}

const missing = (guide: GuideData, at: string, { by }: ChangeContext): CrossdockError =>
  new CrossdockError('CD_EDI_OVERLAY_TARGET', { overlay: by, at, guide: guide.guide });

const invalid = ({ by }: ChangeContext, problem: string): CrossdockError =>
  new CrossdockError('CD_EDI_OVERLAY_INVALID', { overlay: by, problem });

/** Refuses a change that allows more than before unless it says so. */
function demandRelax(
  guide: GuideData,
  at: string,
  what: string | null,
  said: true | undefined,
  { by, mayRelax }: ChangeContext,
): void {
  if (what === null || said || mayRelax) return;
  throw new CrossdockError('CD_EDI_OVERLAY_RELAXES', { overlay: by, at, guide: guide.guide, what });
}

const withSegment = (
  guide: GuideData,
  address: Address,
  rewrite: (use: SegmentUse) => SegmentUse,
): GuideData => ({
  ...guide,
  structure: rewriteNode(guide.structure, address, (node) => ['loop' in node ? node : rewrite(node)]),
});

function set(
  guide: GuideData,
  address: Address,
  change: SetChange,
  opens: boolean,
  context: ChangeContext,
): GuideData {
  const { position } = address;
  if (position !== undefined) return setElement(guide, address, position, change, context);
  if (['min', 'minRepetitions', 'codes', 'addCodes', 'removeCodes'].some((name) => name in change)) {
    throw invalid(context, `${address.text} is no element and has neither minimum nor codes`);
  }
  if (address.qualifier !== undefined) return setMeaning(guide, address, change, context);
  if (opens) throw invalid(context, `${address.text} opens a loop; change the limits of the loop`);
  if ('name' in change)
    throw invalid(context, `${address.text} has no name of its own; name an element or a meaning`);
  const limits = limitsOf(change);
  const structure = rewriteNode(guide.structure, address, (node) => {
    demandRelax(guide, address.text, relaxation(node, { ...node, ...limits }), change.relax, context);
    return [{ ...node, ...limits }];
  });
  return limits.use === 'N' ? withoutRules({ ...guide, structure }, address) : { ...guide, structure };
}

const limitsOf = ({ use, max }: SetChange): Pick<SetChange, 'use' | 'max'> => ({
  ...(use === undefined ? {} : { use }),
  ...(max === undefined ? {} : { max }),
});

function setMeaning(
  guide: GuideData,
  address: Address,
  change: SetChange,
  context: ChangeContext,
): GuideData {
  return withMeaning(guide, address, context, (meaning) => {
    const limits = { ...limitsOf(change), ...(change.name === undefined ? {} : { name: change.name }) };
    const what = relaxation(meaning, { ...meaning, ...limits });
    demandRelax(guide, address.text, what, change.relax, context);
    return { ...meaning, ...limits };
  });
}

/** Rewrites the meaning that the qualifier of an address selects. */
function withMeaning(
  guide: GuideData,
  address: Address,
  context: ChangeContext,
  rewrite: (meaning: Meaning) => Meaning | null,
): GuideData {
  return withSegment(guide, address, (use) => {
    const meant = use.meanings?.find(({ when }) => when.codes.includes(address.qualifier ?? ''));
    if (!meant) throw missing(guide, address.text, context);
    const meanings = (use.meanings ?? []).flatMap((meaning) =>
      meaning === meant ? (rewrite(meaning) ?? []) : meaning,
    );
    const { meanings: _before, ...rest } = use;
    return meanings.length > 0 ? { ...rest, meanings } : rest;
  });
}

function setElement(
  guide: GuideData,
  address: Address,
  position: string,
  change: SetChange,
  context: ChangeContext,
): GuideData {
  const rewrite = (uses: Readonly<Record<string, ElementUse>>, below?: ElementUse) => {
    const before = elementFacts(context.dictionary, address.key, position, below, uses[position]);
    if (!before) throw missing(guide, address.text, context);
    const said = { ...uses[position], ...elementUse(change, before, context) };
    const after = { ...before, ...said };
    demandRelax(guide, address.text, relaxation(before, after), change.relax, context);
    if ((after.min ?? 0) > (after.max ?? Number.POSITIVE_INFINITY)) {
      throw invalid(
        context,
        `${address.text} would have a minimum of ${after.min} above its maximum ${after.max}`,
      );
    }
    return { ...uses, [position]: said };
  };
  if (address.qualifier === undefined) {
    return withSegment(guide, address, (use) => ({ ...use, elements: rewrite(use.elements ?? {}) }));
  }
  const { node } = findNode(guide.structure, address) ?? {};
  const below = node && 'segment' in node ? node.elements?.[position] : undefined;
  return withMeaning(guide, address, context, (meaning) => ({
    ...meaning,
    elements: rewrite(meaning.elements ?? {}, below),
  }));
}

function elementUse(change: SetChange, before: ElementUse, context: ChangeContext): ElementUse {
  const { use, name, min, max, minRepetitions, addCodes, removeCodes } = change;
  if (max === '>1') throw invalid(context, `${change.at} is an element; its maximum is a length`);
  const listed = change.codes ?? before.codes;
  const open = before.open && !change.codes;
  const unlisted = removeCodes?.find((code) => listed?.[code] === undefined);
  if (unlisted !== undefined)
    throw invalid(context, `${change.at} does not list the code ${unlisted} to remove`);
  const kept = Object.entries({ ...listed, ...addCodes }).filter(([code]) => !removeCodes?.includes(code));
  return {
    ...(use === undefined ? {} : { use }),
    ...(name === undefined ? {} : { name }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(minRepetitions === undefined ? {} : { minRepetitions }),
    ...(change.codes || addCodes || removeCodes
      ? { codes: Object.fromEntries(kept), ...(open ? { open } : {}) }
      : {}),
  };
}

function add(guide: GuideData, address: Address, change: AddChange, context: ChangeContext): GuideData {
  const { add: node, before } = change;
  if (address.qualifier !== undefined || address.position !== undefined) {
    throw invalid(context, `${address.text} is no loop or segment beside which something can be added`);
  }
  const [outer] = address.loops.slice(-1);
  const at = under(address.loops.join('.'), keyOf(node));
  const there = readAddress(at);
  if (there && findNode(guide.structure, there)) throw invalid(context, `${at} is there already`);
  const target = findNode(guide.structure, address);
  if (target?.opens && before)
    throw invalid(context, `nothing stands before ${address.text}, which opens ${outer}`);
  if (target?.opens) return addFirst(guide, address, node);
  const structure = rewriteNode(guide.structure, address, (beside) =>
    before ? [node, beside] : [beside, node],
  );
  return { ...guide, structure };
}

/** Right after the segment that opens a loop. */
function addFirst(guide: GuideData, { loops }: Address, node: AddChange['add']): GuideData {
  const loop = { loops: loops.slice(0, -1), key: loops.at(-1) ?? '' };
  const structure = rewriteNode(guide.structure, loop, (around) => {
    if (!('loop' in around)) return [around];
    const [opening, ...rest] = around.children;
    return [{ ...around, children: [opening, node, ...rest] }];
  });
  return { ...guide, structure };
}

function remove(
  guide: GuideData,
  address: Address,
  change: RemoveChange,
  opens: boolean,
  context: ChangeContext,
): GuideData {
  if (address.position !== undefined) {
    throw invalid(context, `${address.text} is an element; set its use to N instead of removing it`);
  }
  if (address.qualifier !== undefined) {
    return withMeaning(guide, address, context, (meaning) => {
      demandRelax(guide, address.text, relaxation(meaning, {}), change.relax, context);
      return null;
    });
  }
  if (opens) throw invalid(context, `${address.text} opens a loop; remove the loop`);
  const { node } = findNode(guide.structure, address) ?? {};
  const what = node?.use === 'M' ? 'it is required and becomes unknown' : null;
  demandRelax(guide, address.text, what, change.relax, context);
  const structure = rewriteNode(guide.structure, address, () => []);
  return withoutRules({ ...guide, structure }, address);
}

/** Drops the rules that speak of a loop or segment which does not come any more. */
function withoutRules(guide: GuideData, { text }: Address): GuideData {
  return guide.rules ? { ...guide, rules: guide.rules.filter((rule) => !speaksOf(rule, text)) } : guide;
}

/** Whether a rule stands at, counts or sums something at an address or within it. */
function speaksOf(rule: RuleData, at: string): boolean {
  return [rule.at, ...namedBy(rule)].some((target) => {
    const place = readAddress(target);
    if (!place) return false;
    const full = under(place.loops.join('.'), place.key);
    return full === at || full.startsWith(`${at}.`);
  });
}

function addMeaning(
  guide: GuideData,
  address: Address,
  change: AddMeaningChange,
  context: ChangeContext,
): GuideData {
  const { when } = change.addMeaning;
  if (address.key.endsWith('Loop') || address.qualifier !== undefined || address.position !== undefined) {
    throw invalid(context, `${address.text} is no segment that could have a meaning`);
  }
  return withSegment(guide, address, (use) => {
    const others = use.meanings ?? [];
    const twice = others.find((other) => other.when.codes.some((code) => when.codes.includes(code)));
    if (twice)
      throw invalid(context, `${address.text} has a meaning for ${twice.when.codes.join(', ')} already`);
    return { ...use, meanings: [...others, change.addMeaning] };
  });
}

function addRule(guide: GuideData, rule: RuleData, context: ChangeContext): GuideData {
  const rules = guide.rules ?? [];
  if (rules.some((other) => other.rule === rule.rule))
    throw invalid(context, `the rule ${rule.rule} is there already`);
  return { ...guide, rules: [...rules, rule] };
}

function changeRule(guide: GuideData, change: RuleChange, context: ChangeContext): GuideData {
  const { rule: name, severity, remove: dropped } = change;
  const rules = guide.rules ?? [];
  const rule = rules.find((other) => other.rule === name);
  if (!rule) throw missing(guide, `rule ${name}`, context);
  const wasError = (rule.severity ?? 'error') === 'error';
  const what = wasError && (dropped || severity === 'warning') ? 'a rule would no longer be demanded' : null;
  demandRelax(guide, `rule ${name}`, what, change.relax, context);
  const kept = rules.flatMap((other) => {
    if (other !== rule) return other;
    return dropped ? [] : { ...other, ...(severity ? { severity } : {}) };
  });
  return { ...guide, rules: kept };
}
