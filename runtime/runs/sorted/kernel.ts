/**
 * Compiled to WebAssembly by `scripts/build-sorting.ts`, and never run as it is.
 *
 * Puts the members of every object in a JSON text in the order of their names, byte by byte. The text is as
 * `JSON.stringify` writes it, in UTF-8. Members are written as they come; when an object ends they are in order already,
 * or are written once more behind it and copied back.
 */

const quote: i32 = 0x22;
const comma: i32 = 0x2c;
const zero: i32 = 0x30;
const nine: i32 = 0x39;
const openList: i32 = 0x5b;
const backslash: i32 = 0x5c;
const closeList: i32 = 0x5d;
const openObject: i32 = 0x7b;
const closeObject: i32 = 0x7d;

const deepest: i32 = 200;

/** Bytes of a member: where its name begins and ends in the text, and it itself in what is written. */
const memberBytes: i32 = 16;

/** As many members of one object are put in order here: each goes past those before it. */
const mostReordered: i32 = 128;

/** Up to here the text is read and the result written; members are noted in between. */
let at: i32 = 0;
let end: i32 = 0;
let endOfText: i32 = 0;
let members: i32 = 0;
let endOfMembers: i32 = 0;
/** Left to others: too deep, too many members, or names whose order is not that of their bytes. */
let misfit: boolean = false;

/**
 * @param text the text's place, and `to` its end; behind it there is room for what is written, twice as long, and a few
 * bytes more
 * @param notes room for the members of the objects that are being looked at, up to `endOfNotes`
 * @returns the end of the result, which begins at `out`; 0 when it has to be done the long way
 */
export function sortMembers(text: i32, to: i32, out: i32, notes: i32, endOfNotes: i32): i32 {
  at = text;
  endOfText = to;
  end = out;
  members = notes;
  endOfMembers = endOfNotes;
  misfit = false;
  value(0);
  return misfit || at !== to ? 0 : end;
}

function value(depth: i32): void {
  const first: i32 = load<u8>(at);
  if (first === quote) text();
  else if (first === openObject) object(depth + 1);
  else if (first === openList) list(depth + 1);
  else scalar();
}

/** Copies what `at` is at. */
function copy(): void {
  store<u8>(end, load<u8>(at));
  at += 1;
  end += 1;
}

/** Sixteen bytes at a time: what is written too far is written over by what comes next. */
function text(): void {
  copy();
  let from = at;
  let to = end;
  while (from < endOfText) {
    const bytes = v128.load(from);
    v128.store(to, bytes);
    const isEnd = i8x16.eq(bytes, i8x16.splat(0x22));
    const ends = i8x16.bitmask(v128.or(isEnd, i8x16.eq(bytes, i8x16.splat(0x5c))));
    if (ends === 0) {
      from += 16;
      to += 16;
      continue;
    }
    const before = ctz(ends);
    from += before + 1;
    to += before + 1;
    if (load<u8>(from - 1) === 0x22) {
      at = from;
      end = to;
      return;
    }
    // The character behind a backslash.
    store<u8>(to, load<u8>(from));
    from += 1;
    to += 1;
  }
  misfit = true;
}

function scalar(): void {
  let from = at;
  let to = end;
  while (from < endOfText) {
    const code: i32 = load<u8>(from);
    if (code === comma || code === closeList || code === closeObject) break;
    store<u8>(to, code);
    from += 1;
    to += 1;
  }
  if (from === at) misfit = true;
  at = from;
  end = to;
}

function list(depth: i32): void {
  if (depth > deepest) misfit = true;
  copy();
  while (!misfit && at < endOfText) {
    const code: i32 = load<u8>(at);
    if (code === comma) copy();
    else if (code === closeList) {
      copy();
      return;
    } else value(depth);
  }
  misfit = true;
}

function object(depth: i32): void {
  if (depth > deepest) misfit = true;
  copy();
  const first = members;
  const begin = end;
  while (!misfit && at < endOfText) {
    const code: i32 = load<u8>(at);
    if (code === comma) copy();
    else if (code === closeObject) {
      if (!sorted(first)) reorder(first, begin);
      members = first;
      copy();
      return;
    } else member(depth);
  }
  misfit = true;
}

function member(depth: i32): void {
  if (members >= endOfMembers) {
    misfit = true;
    return;
  }
  const place = members;
  members += memberBytes;
  store<i32>(place, at + 1);
  store<i32>(place + 8, end);
  name();
  store<i32>(place + 4, at - 1);
  copy();
  if (!misfit) value(depth);
  store<i32>(place + 12, end);
}

/** Names that look like numbers have an order of their own, and only those of plain bytes are sorted as bytes are. */
function name(): void {
  copy();
  const first: i32 = load<u8>(at);
  if (first >= zero && first <= nine) misfit = true;
  let from = at;
  let to = end;
  let plain = true;
  while (from < endOfText) {
    const code: i32 = load<u8>(from);
    store<u8>(to, code);
    from += 1;
    to += 1;
    if (code === quote) break;
    plain = plain && code !== backslash && code < 0x7f;
  }
  if (!plain) misfit = true;
  at = from;
  end = to;
}

/** True when the name of one member comes before that of another. */
function isBefore(one: i32, other: i32): boolean {
  let a = load<i32>(one);
  const endOfOne = load<i32>(one + 4);
  let b = load<i32>(other);
  const endOfOther = load<i32>(other + 4);
  while (a < endOfOne && b < endOfOther) {
    const code: i32 = load<u8>(a);
    const otherCode: i32 = load<u8>(b);
    if (code !== otherCode) return code < otherCode;
    a += 1;
    b += 1;
  }
  return b < endOfOther;
}

function sorted(first: i32): boolean {
  for (let place = first + memberBytes; place < members; place += memberBytes) {
    if (!isBefore(place - memberBytes, place)) return false;
  }
  return true;
}

function reorder(first: i32, begin: i32): void {
  if (members - first > mostReordered * memberBytes) {
    misfit = true;
    return;
  }
  for (let place = first + memberBytes; place < members; place += memberBytes) insert(first, place);
  let next = end;
  for (let place = first; place < members; place += memberBytes) {
    if (place > first) {
      store<u8>(next, comma);
      next += 1;
    }
    const from = load<i32>(place + 8);
    const length = load<i32>(place + 12) - from;
    move(next, from, length);
    next += length;
  }
  move(begin, end, next - end);
}

/** Puts a member in its place among those before it. */
function insert(first: i32, place: i32): void {
  const names = load<u64>(place);
  const written = load<u64>(place + 8);
  let free = place;
  while (free > first && isBefore(place, free - memberBytes)) free -= memberBytes;
  for (let one = place; one > free; one -= memberBytes) {
    store<u64>(one, load<u64>(one - memberBytes));
    store<u64>(one + 8, load<u64>(one - memberBytes + 8));
  }
  store<u64>(free, names);
  store<u64>(free + 8, written);
}

/** Sixteen bytes at a time: what is written too far is written over by what comes next. */
function move(to: i32, from: i32, length: i32): void {
  for (let done = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}
