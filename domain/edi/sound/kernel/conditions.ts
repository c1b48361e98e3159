import { isDated } from './dates.ts';
import {
  conditionsHead,
  countersAt,
  isLeaf,
  letters,
  levelsAt,
  mostLevels,
  mostTotals,
  ofDates,
  ofLevels,
  ofSums,
  ofTotals,
  saidAt,
  totalsAt,
} from './layout.ts';
import { isDigit } from './value.ts';
import { byteAt, levelOf, offsetOf, setLevel, setState, stateOf, wordAt } from './words.ts';

/** Sums beyond this take a closer look. */
const mostSum: i32 = 1_000_000_000;
const zero: i32 = 0x30;

/** Nothing was counted yet. */
export function resetConditions(counters: i32): void {
  for (let counter: i32 = 0; counter < counters; counter += 1) setState(countersAt + counter, 0);
  setState(levelsAt, 0);
  setState(totalsAt, 0);
}

/** Whether what a guide asks of a segment beyond its form certainly holds; what it counts is counted. */
export function meetsConditions(conditions: i32, first: i32, found: i32): boolean {
  const last = found < 0 ? -found : found;
  const levels = wordAt(conditions + ofLevels);
  if (levels !== 0 && (found < 0 || !opensLevel(levels, first, last))) return false;
  let at = conditions + conditionsHead;
  for (let dates = wordAt(conditions + ofDates); dates > 0; dates -= 1) {
    if (!isDated(wordAt(at), wordAt(at + 4), wordAt(at + 8), first, last)) return false;
    at += 12;
  }
  for (let sums = wordAt(conditions + ofSums); sums > 0; sums -= 1) {
    if (!isAdded(wordAt(at), wordAt(at + 4), first, found)) return false;
    at += 8;
  }
  for (let totals = wordAt(conditions + ofTotals); totals > 0; totals -= 1) {
    if (!isSaid(wordAt(at), wordAt(at + 4), first, found)) return false;
    at += 8;
  }
  return true;
}

function isAdded(counter: i32, element: i32, first: i32, found: i32): boolean {
  if (found < 0) return false;
  if (first + element > found) return true;
  const from = offsetOf(first + element - 1) + 1;
  const to = offsetOf(first + element);
  if (to === from) return true;
  const amount = digitsBetween(from, to);
  const sum = stateOf(countersAt + counter) + amount;
  setState(countersAt + counter, sum);
  return amount >= 0 && sum <= mostSum;
}

function isSaid(counter: i32, element: i32, first: i32, found: i32): boolean {
  if (found < 0) return false;
  if (first + element > found) return true;
  const from = offsetOf(first + element - 1) + 1;
  const to = offsetOf(first + element);
  if (to === from) return true;
  const said = digitsBetween(from, to);
  const totals = stateOf(totalsAt);
  if (said < 0 || totals >= mostTotals) return false;
  setState(saidAt + totals * 2, counter);
  setState(saidAt + totals * 2 + 1, said);
  setState(totalsAt, totals + 1);
  return true;
}

/** Whether the totals said are those counted. */
export function areTotalsTrue(): boolean {
  for (let total = stateOf(totalsAt) - 1; total >= 0; total -= 1) {
    const counter = stateOf(saidAt + total * 2);
    if (stateOf(saidAt + total * 2 + 1) !== stateOf(countersAt + counter)) return false;
  }
  return true;
}

/** One to nine digits as a number; -1: there are others. */
export function digitsBetween(from: i32, to: i32): i32 {
  if (to <= from || to - from > 9) return -1;
  let number: i32 = 0;
  for (let at = from; at < to; at += 1) {
    if (!isDigit(byteAt(at))) return -1;
    number = number * 10 + byteAt(at) - zero;
  }
  return number;
}

/** As `digitsBetween`, without leading zeros. */
function numberBetween(from: i32, to: i32): i32 {
  return byteAt(from) === zero && to - from > 1 ? -1 : digitsBetween(from, to);
}

/** Whether a plain segment opens a level that is numbered on and stands where it may. */
function opensLevel(levels: i32, first: i32, last: i32): boolean {
  if (last - first < 3) return false;
  const begin = offsetOf(first) + 1;
  const second = offsetOf(first + 1) + 1;
  const third = offsetOf(first + 2) + 1;
  const level = byteAt(third);
  if (offsetOf(first + 3) !== third + 1 || level <= 0x20) return false;
  const known = stateOf(levelsAt);
  if (known >= mostLevels - 1 || numberBetween(begin, second - 1) !== known + 1) return false;
  let above: i32 = 0;
  if (third - second > 1) {
    const parent = numberBetween(second, third - 1);
    if (parent < 1 || parent > known) return false;
    above = levelOf(parent);
    if (above >= isLeaf) return false;
  }
  const parents = wordAt(levels + level * 4);
  const bit = above === 0 ? 1 : wordAt(levels + (letters + above) * 4);
  if (parents !== 0 && (parents & bit) === 0) return false;
  const endsHere = last - first > 3 && offsetOf(first + 4) === third + 3 && byteAt(third + 2) === zero;
  setLevel(known + 1, endsHere ? level + isLeaf : level);
  setState(levelsAt, known + 1);
  return true;
}
