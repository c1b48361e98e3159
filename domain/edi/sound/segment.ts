import { beyondClass, byteClass } from '../delimiters.ts';
import { memory } from './memory.ts';
import { form, isSoundValue } from './value.ts';

const { element: ELEMENT, segment: SEGMENT, component: COMPONENT, release: RELEASE } = byteClass;
const { control: CONTROL, letter: LETTER } = beyondClass;
const { composite: COMPOSITE, text: TEXT } = form;
const { block, events, roles, program } = memory;

/** Numbers of a slot: form, least and most length, codes; of a composite how many components, which as bits, their first slot. */
export const slotSize = 4;
/** Numbers of a segment before its slots: elements, those required and those by period as bits, notes from and to. */
export const headSize = 5;

/**
 * Goes from the event that ends a segment's id to its terminator. Returns the event of the terminator, as a negative
 * number if there was more in it than plain text between element separators; 0 if it is not certainly sound.
 *
 * @param segment its place in the program
 * @param count events there are: the segment may end behind them
 */
export function soundEnd(segment: number, first: number, count: number): number {
  const known = program[segment] as number;
  let slot = segment + headSize;
  let filled = 0;
  let isPlain = true;
  let index = 0;
  let from = (events[first] as number) + 1;
  if (roles[block[from - 1] as number] !== ELEMENT) return 0;
  for (let event = first + 1; event < count; event += 1) {
    let to = events[event] as number;
    let role = roles[block[to] as number] as number;
    if (role > SEGMENT) {
      if (index >= known) return 0;
      event = soundElement(slot, event, count);
      if (event === 0) return 0;
      isPlain = false;
      filled |= 1 << index;
      to = events[event] as number;
      role = roles[block[to] as number] as number;
    } else if (to > from) {
      if (index >= known) return 0;
      filled |= 1 << index;
      let value = slot;
      if (program[slot] === COMPOSITE) {
        if (((program[slot + 2] as number) & ~1) !== 0) return 0;
        value = program[slot + 3] as number;
      }
      if (!isSoundValue(value, from, to)) return 0;
    }
    if (role === SEGMENT) return isWhole(segment, filled) ? (isPlain ? event : -event) : 0;
    index += 1;
    slot += slotSize;
    from = to + 1;
  }
  return 0;
}

/** Whether the elements sent are those that must be. */
function isWhole(segment: number, filled: number): boolean {
  const required = program[segment + 1] as number;
  const periods = program[segment + 2] as number;
  if (filled === 0 || (filled & required) !== required || (filled & periods) !== 0) return false;
  const end = program[segment + 4] as number;
  for (let note = program[segment + 3] as number; note < end; note += 3) {
    const all = program[note + 1] as number;
    const sent = filled & all;
    if (!holds(program[note] as number, all, sent, program[note + 2] as number)) return false;
  }
  return true;
}

/** As `holds` of syntax notes has it, by the letter of the note. */
function holds(kind: number, all: number, sent: number, first: number): boolean {
  if (kind === 0x50) return sent === 0 || sent === all;
  if (kind === 0x52) return sent !== 0;
  if (kind === 0x45) return (sent & (sent - 1)) === 0;
  return (sent & first) === 0 || sent === all;
}

/**
 * The event that ends an element which has more in it than plain text; 0 if it is not certainly sound. `start` is the
 * first event in it.
 */
function soundElement(element: number, start: number, count: number): number {
  const isComposite = program[element] === COMPOSITE;
  const parts = isComposite ? (program[element + 1] as number) : 1;
  let slot = isComposite ? (program[element + 3] as number) : element;
  let from = (events[start - 1] as number) + 1;
  let filled = 0;
  let part = 0;
  /** Bytes that are no characters of the value. */
  let extra = 0;
  let isPlain = true;
  for (let event = start; event < count; event += 1) {
    const to = events[event] as number;
    const role = roles[block[to] as number] as number;
    if (role >= RELEASE) {
      if (role === CONTROL) return 0;
      isPlain = false;
      if (role !== LETTER) extra += 1;
      if (role !== RELEASE || events[event + 1] !== to + 1) continue;
      event += 1;
      if ((roles[block[to + 1] as number] as number) > RELEASE) return 0;
      continue;
    }
    if (role > COMPONENT || (role === COMPONENT && !isComposite)) return 0;
    if (to > from) {
      if (part >= parts) return 0;
      if (isPlain ? !isSoundValue(slot, from, to) : !isSoundText(slot, to - from - extra)) return 0;
      filled |= 1 << part;
      isPlain = true;
      extra = 0;
    }
    if (role !== COMPONENT) {
      if (!isComposite) return event;
      const required = program[element + 2] as number;
      return part < parts && (filled & required) === required ? event : 0;
    }
    part += 1;
    slot += slotSize;
    from = to + 1;
  }
  return 0;
}

/** A text of so many characters, not all of them plain. */
const isSoundText = (slot: number, length: number): boolean =>
  program[slot] === TEXT &&
  program[slot + 3] === 0 &&
  length >= (program[slot + 1] as number) &&
  length <= (program[slot + 2] as number);
