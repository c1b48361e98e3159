/** Bounds that keep a hostile or broken file from taking the machine; every one has its own error code. */
export interface Limits {
  readonly bytes: number;
  readonly segmentLength: number;
  /** Per segment. */
  readonly elements: number;
  /** Per file. */
  readonly segments: number;
  /** Per file. */
  readonly transactions: number;
  /** Problems collected per transaction set before its checking stops. */
  readonly problems: number;
}

/** Generous for real traffic: the longest segments seen in public samples (FTX, MSG, NTE) stay under 3 KB. */
export const defaultLimits: Limits = {
  bytes: 1_000_000_000,
  segmentLength: 65_536,
  elements: 256,
  segments: 50_000_000,
  transactions: 1_000_000,
  problems: 500,
};

export const withDefaults = (limits: Partial<Limits> | undefined): Limits => ({
  ...defaultLimits,
  ...limits,
});
