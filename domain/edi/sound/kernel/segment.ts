import {
  componentRole,
  compositeForm,
  controlRole,
  elementRole,
  headSize,
  letterRole,
  releaseRole,
  segmentRole,
  slotSize,
  textForm,
} from './layout.ts';
import { isSoundValue } from './value.ts';
import { byteAt, offsetOf, roleAt, wordAt } from './words.ts';

/**
 * Goes from the event that ends a segment's id to its terminator. Returns the event of the terminator, as a negative
 * number if there was more in it than plain text between element separators; 0 if it is not certainly sound.
 *
 * @param segment its place in the program
 * @param count events there are: the segment may end behind them
 */
export function soundEnd(segment: i32, first: i32, count: i32): i32 {
  let slot = segment + headSize;
  const end = slot + wordAt(segment);
  let filled: i32 = 0;
  let sign: i32 = 1;
  let bit: i32 = 1;
  let from = offsetOf(first) + 1;
  if (roleAt(from - 1) !== elementRole) return 0;
  for (let event = first + 1; event < count; event += 1) {
    let to = offsetOf(event);
    let role = roleAt(to);
    if (role > segmentRole) {
      if (slot >= end) return 0;
      event = soundElement(slot, event, count);
      if (event === 0) return 0;
      sign = -1;
      filled |= bit;
      to = offsetOf(event);
      role = roleAt(to);
    } else if (to > from) {
      if (slot >= end || !isSoundValue(firstSlot(slot), from, to)) return 0;
      filled |= bit;
    }
    if (role === segmentRole) return isWhole(segment, filled) ? sign * event : 0;
    bit <<= 1;
    slot += slotSize;
    from = to + 1;
  }
  return 0;
}

/** The slot of a value that stands alone in its element: of a composite the first component's, if no other is required. */
function firstSlot(slot: i32): i32 {
  if (wordAt(slot) !== compositeForm || (wordAt(slot + 8) & ~1) !== 0) return slot;
  return wordAt(slot + 12);
}

/** Whether the elements sent are those that must be. */
function isWhole(segment: i32, filled: i32): boolean {
  const required = wordAt(segment + 4);
  if (filled === 0 || (filled & required) !== required || (filled & wordAt(segment + 8)) !== 0) return false;
  const end = wordAt(segment + 16);
  for (let note = wordAt(segment + 12); note < end; note += 12) {
    const all = wordAt(note + 4);
    const sent = filled & all;
    if (!holds(wordAt(note), all, sent, wordAt(note + 8))) return false;
  }
  return true;
}

/** As `holds` of syntax notes has it, by the letter of the note. */
function holds(kind: i32, all: i32, sent: i32, first: i32): boolean {
  if (kind === 0x50) return sent === 0 || sent === all;
  if (kind === 0x52) return sent !== 0;
  if (kind === 0x45) return (sent & (sent - 1)) === 0;
  return (sent & first) === 0 || sent === all;
}

/**
 * The event that ends an element which has more in it than plain text; 0 if it is not certainly sound. `start` is the
 * first event in it.
 */
function soundElement(element: i32, start: i32, count: i32): i32 {
  const isComposite = wordAt(element) === compositeForm;
  const parts = isComposite ? wordAt(element + 4) : 1;
  let slot = isComposite ? wordAt(element + 12) : element;
  let from = offsetOf(start - 1) + 1;
  let filled: i32 = 0;
  let part: i32 = 0;
  /** Bytes that are no characters of the value. */
  let extra: i32 = 0;
  let isPlain = true;
  for (let event = start; event < count; event += 1) {
    const to = offsetOf(event);
    const role = roleAt(to);
    if (role >= releaseRole) {
      if (role === controlRole) return 0;
      isPlain = false;
      if (role !== letterRole) extra += 1;
      if (role !== releaseRole || offsetOf(event + 1) !== to + 1) continue;
      event += 1;
      if (roleAt(to + 1) > releaseRole || isControl(byteAt(to + 1))) return 0;
      continue;
    }
    if (role > componentRole || (role === componentRole && !isComposite)) return 0;
    if (to > from) {
      if (part >= parts) return 0;
      if (isPlain ? !isSoundValue(slot, from, to) : !isSoundText(slot, to - from - extra)) return 0;
      filled |= 1 << part;
      isPlain = true;
      extra = 0;
    }
    if (role !== componentRole) {
      if (!isComposite) return event;
      const required = wordAt(element + 8);
      return part < parts && (filled & required) === required ? event : 0;
    }
    part += 1;
    slot += slotSize;
    from = to + 1;
  }
  return 0;
}

/** A delimiter may be one, and is no character of a text when it is released. */
function isControl(byte: i32): boolean {
  return byte < 0x20 || byte === 0x7f;
}

/** A text of so many characters, not all of them plain. */
function isSoundText(slot: i32, length: i32): boolean {
  return wordAt(slot) === textForm && length >= wordAt(slot + 4) && length <= wordAt(slot + 8);
}
