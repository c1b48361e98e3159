/** W3C Trace Context, section 3.2.2: version, trace id, parent id, flags. */
const traceIdAt = [3, 35] as const;

/** The trace id of a well-formed traceparent: 32 hex digits. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(...traceIdAt);

/**
 * Whether a trace is recorded: the same answer for every message and process of the trace, so that it is whole
 * or absent. The last seven bytes of a trace id are random (W3C Trace Context Level 2, section 3.2.2.3).
 */
export function isSampled(traceId: string, share: number): boolean {
  if (share >= 1) return true;
  return Number.parseInt(traceId.slice(-8), 16) < share * 2 ** 32;
}
