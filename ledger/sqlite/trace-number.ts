/** The first eight bytes of a W3C trace id as SQLite's signed integer; 0 for what is none. */
export const traceNumber = (traceId: string): bigint =>
  /^[0-9a-f]{16}/.test(traceId) ? BigInt.asIntN(64, BigInt(`0x${traceId.slice(0, 16)}`)) : 0n;
