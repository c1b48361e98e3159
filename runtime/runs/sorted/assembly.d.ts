/** What the compiler to WebAssembly knows and JavaScript does not: `kernel.ts` is compiled, and never run as it is. */
declare type u8 = number;
declare type u64 = number;
declare type v128 = object;
declare function load<Word>(at: number): Word;
declare function store<Word>(at: number, value: Word): void;
declare function ctz(bits: number): number;
declare namespace v128 {
  function load(at: number): v128;
  function store(at: number, bytes: v128): void;
  function or(one: v128, other: v128): v128;
}
declare namespace i8x16 {
  function splat(byte: number): v128;
  function eq(one: v128, other: v128): v128;
  function bitmask(bytes: v128): number;
}
