import {
  blockFrom,
  childrenAt,
  countsAt,
  delimitersFrom,
  eventsFrom,
  headerFrom,
  levelsFrom,
  loopsAt,
  newText,
  recordsAt,
  recordsFrom,
  recordWords,
  rolesFrom,
  setsFrom,
  setWords,
  stateFrom,
  textsFrom,
  valuesFrom,
} from '../kernel/layout.ts';

export function byteAt(at: i32): i32 {
  return load<u8>(at, blockFrom);
}
export function roleAt(at: i32): i32 {
  return load<u8>(load<u8>(at, blockFrom), rolesFrom);
}
export function offsetOf(event: i32): i32 {
  return load<i32>(event << 2, eventsFrom);
}
export function wordAt(at: i32): i32 {
  return load<i32>(at);
}
export function setWord(at: i32, value: i32): void {
  store<i32>(at, value);
}
export function stateOf(at: i32): i32 {
  return load<i32>(at << 2, stateFrom);
}
export function setState(at: i32, value: i32): void {
  store<i32>(at << 2, value, stateFrom);
}
export function loopOf(depth: i32): i32 {
  return load<i32>(depth << 2, stateFrom + loopsAt * 4);
}
export function childOf(depth: i32): i32 {
  return load<i32>(depth << 2, stateFrom + childrenAt * 4);
}
export function countOf(depth: i32): i32 {
  return load<i32>(depth << 2, stateFrom + countsAt * 4);
}
export function openLoop(depth: i32, loop: i32): void {
  store<i32>(depth << 2, loop, stateFrom + loopsAt * 4);
}
export function standAt(depth: i32, child: i32, count: i32): void {
  store<i32>(depth << 2, child, stateFrom + childrenAt * 4);
  store<i32>(depth << 2, count, stateFrom + countsAt * 4);
}
export function hashOf(key: i32, shift: i32): i32 {
  return i32((u32(key) * 0x9e3779b1) >>> u32(shift));
}
export function keyBefore(to: i32, length: i32): i32 {
  return i32(load<u32>(to, blockFrom - 4) >>> (32 - 8 * length));
}
/** Lanes of sixteen bytes that are no digits, as bits. */
function othersThanDigits(bytes: v128): i32 {
  return i8x16.bitmask(i8x16.gt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(9)));
}

export function areDigits(from: i32, to: i32): boolean {
  const length = to - from;
  const others = othersThanDigits(v128.load(to, blockFrom - 16));
  if (length <= 16) return others >> (16 - length) === 0;
  if (others !== 0) return false;
  for (let at = from; at < to - 16; at += 16) {
    if (othersThanDigits(v128.load(at, blockFrom)) !== 0) return false;
  }
  return true;
}
export function record(
  segment: i32,
  first: i32,
  last: i32,
  begin: i32,
  passed: i32,
  up: i32,
  into: i32,
  count: i32,
  way: i32,
): void {
  const records = stateOf(recordsAt);
  const at = records * recordWords * 4;
  store<i32>(at, segment, recordsFrom);
  store<i32>(at, first, recordsFrom + 4);
  store<i32>(at, last, recordsFrom + 8);
  store<i32>(at, begin, recordsFrom + 12);
  store<i32>(at, passed, recordsFrom + 16);
  store<i32>(at, up, recordsFrom + 20);
  store<i32>(at, into, recordsFrom + 24);
  store<i32>(at, count, recordsFrom + 28);
  store<i32>(at, way, recordsFrom + 32);
  setState(recordsAt, records + 1);
}
export function recordOf(record: i32, word: i32): i32 {
  return load<i32>((record * recordWords + word) << 2, recordsFrom);
}
export function setValue(at: i32, value: i32): void {
  store<i32>(at << 2, value, valuesFrom);
}
export function textSlot(from: i32, length: i32): i32 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const bytes = v128.and(v128.load(from, blockFrom), i8x16.lt_s(lanes, i8x16.splat(i8(length))));
  const second = i32x4.extract_lane(bytes, 1) * 0x85ebca6b;
  const third = i32x4.extract_lane(bytes, 2) * 0xc2b2ae35;
  const fourth = i32x4.extract_lane(bytes, 3) * 0x27d4eb2f;
  const slot = hashOf(i32x4.extract_lane(bytes, 0) ^ second ^ third ^ fourth, 20);
  if (!v128.any_true(v128.xor(bytes, v128.load(slot << 4, textsFrom)))) return slot;
  v128.store(slot << 4, bytes, textsFrom);
  return slot + newText;
}
export function headerByte(at: i32): i32 {
  return load<u8>(at, headerFrom);
}
export function levelOf(number: i32): i32 {
  return load<i32>(number << 2, levelsFrom);
}
export function setLevel(number: i32, level: i32): void {
  store<i32>(number << 2, level, levelsFrom);
}
export function setOf(set: i32, word: i32): i32 {
  return load<i32>((set * setWords + word) << 2, setsFrom);
}
export function setSet(set: i32, word: i32, value: i32): void {
  store<i32>((set * setWords + word) << 2, value, setsFrom);
}

/** Where everything in the block is that is no plain text, 16 bytes at a time. */
export function findEvents(length: i32): i32 {
  const d0 = i8x16.splat(load<i8>(delimitersFrom));
  const d1 = i8x16.splat(load<i8>(delimitersFrom + 1));
  const d2 = i8x16.splat(load<i8>(delimitersFrom + 2));
  const d3 = i8x16.splat(load<i8>(delimitersFrom + 3));
  const d4 = i8x16.splat(load<i8>(delimitersFrom + 4));
  const space = i8x16.splat(0x20);
  const plain = i8x16.splat(0x5f);
  let out: i32 = 0;
  for (let at: i32 = 0; at < length; at += 16) {
    const bytes = v128.load(at, blockFrom);
    let found = i8x16.ge_u(i8x16.sub(bytes, space), plain);
    found = v128.or(found, i8x16.eq(bytes, d0));
    found = v128.or(found, i8x16.eq(bytes, d1));
    found = v128.or(found, i8x16.eq(bytes, d2));
    found = v128.or(found, i8x16.eq(bytes, d3));
    found = v128.or(found, i8x16.eq(bytes, d4));
    let bits = i8x16.bitmask(found);
    if (at + 16 > length) bits &= (1 << (length - at)) - 1;
    while (bits !== 0) {
      store<i32>(out, at + ctz(bits), eventsFrom);
      out += 4;
      bits &= bits - 1;
    }
  }
  return out >> 2;
}
