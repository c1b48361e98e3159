/**
 * Bounds that keep a hostile or broken file from taking the machine; every one has its own error code, and what is
 * cut is said in a problem. In an agreement they hold for an interchange of that partner; those per file only where
 * the reader knows before reading whose file it is.
 */
export interface Limits {
  readonly bytes: number;
  readonly segmentLength: number;
  /** Bytes of data that say their length (BIN, BDS, UNO). */
  readonly binary: number;
  /** Per segment. */
  readonly elements: number;
  /** Per file. */
  readonly segments: number;
  /** Per file. */
  readonly interchanges: number;
  /** Interchanges of a file that cannot be read or have no trailer, before its reading stops. */
  readonly broken: number;
  /** Per file. */
  readonly transactions: number;
  /** Problems listed per transaction set; more are counted. */
  readonly problems: number;
  /**
   * Problems listed per file, so many of contents, where more are counted, and so many of envelopes, where one more
   * ends the reading. What an agreement says to an envelope (unknown partner, type or version) comes on top.
   */
  readonly fileProblems: number;
}

/** Generous for real traffic: the longest segments seen in public samples (FTX, MSG, NTE) stay under 3 KB. */
export const defaultLimits: Limits = {
  bytes: 1_000_000_000,
  segmentLength: 65_536,
  binary: 100_000_000,
  elements: 256,
  segments: 50_000_000,
  interchanges: 1000,
  broken: 100,
  transactions: 100_000,
  problems: 500,
  fileProblems: 5000,
};

export const withDefaults = (limits: Partial<Limits> | undefined): Limits => ({
  ...defaultLimits,
  ...limits,
});

/** For a file that may come under any of several agreements: of each bound the widest. */
export function widest(agreed: readonly (Partial<Limits> | undefined)[]): Limits {
  const [first = defaultLimits, ...others] = agreed.map(withDefaults);
  return others.reduce((wide, limits) => larger(wide, limits), first);
}

const larger = (one: Limits, other: Limits): Limits => ({
  bytes: Math.max(one.bytes, other.bytes),
  segmentLength: Math.max(one.segmentLength, other.segmentLength),
  binary: Math.max(one.binary, other.binary),
  elements: Math.max(one.elements, other.elements),
  segments: Math.max(one.segments, other.segments),
  interchanges: Math.max(one.interchanges, other.interchanges),
  broken: Math.max(one.broken, other.broken),
  transactions: Math.max(one.transactions, other.transactions),
  problems: Math.max(one.problems, other.problems),
  fileProblems: Math.max(one.fileProblems, other.fileProblems),
});
