import {
  componentRole,
  headSize,
  longestKnown,
  longText,
  recordFirst,
  recordLast,
  recordWay,
  releasedText,
  releaseRole,
  slotName,
  slotSize,
  valuesHead,
  wayPlan,
} from './layout.ts';
import { byteAt, offsetOf, recordOf, roleAt, setValue, textSlot, wordAt } from './words.ts';

const space: i32 = 0x20;

/**
 * Says what values the segments of some records have: of each segment how many, which of its names as bits, and then of
 * each value its text and where it is.
 */
export function values(from: i32, to: i32): void {
  let at: i32 = 0;
  for (let record = from; record < to; record += 1) {
    const plan = wordAt(recordOf(record, recordWay) + wayPlan);
    const last = recordOf(record, recordLast);
    at = valuesOf(plan + headSize, recordOf(record, recordFirst), last < 0 ? -last : last, at);
  }
}

/** Writes the values of a segment, whose first slot and events are given; where the next are to be written. */
function valuesOf(slots: i32, first: i32, last: i32, head: i32): i32 {
  let slot = slots;
  let name = wordAt(slot + slotName);
  let at = head + valuesHead;
  let from = offsetOf(first) + 1;
  let isPlain = true;
  let low: i32 = 0;
  let high: i32 = 0;
  for (let event = first + 1; event <= last; event += 1) {
    const to = offsetOf(event);
    const role = roleAt(to);
    if (role >= releaseRole) {
      isPlain = false;
      if (role === releaseRole && offsetOf(event + 1) === to + 1) event += 1;
      continue;
    }
    if (to > from) {
      const length = isPlain ? trimmed(from, to) : to - from;
      if (length > 0) {
        setValue(at, isPlain ? textOf(from, length) : releasedText);
        setValue(at + 1, from | (length << 16));
        if (name < 32) low |= 1 << name;
        else high |= 1 << (name - 32);
        at += 2;
      }
      isPlain = true;
    }
    if (role === componentRole) name += 1;
    else {
      slot += slotSize;
      name = wordAt(slot + slotName);
    }
    from = to + 1;
  }
  setValue(head, (at - head - valuesHead) >> 1);
  setValue(head + 1, low);
  setValue(head + 2, high);
  return at;
}

/** How long a text is without the spaces at its end. */
function trimmed(from: i32, to: i32): i32 {
  let end = to;
  while (end > from && byteAt(end - 1) === space) end -= 1;
  return end - from;
}

function textOf(from: i32, length: i32): i32 {
  return length <= longestKnown ? textSlot(from, length) : longText;
}
