const windowMs = 600_000;
const allowedOfAddress = 5;
/** Addresses are cheap to come by: beyond this many a guesser is held up, however widely spread. */
const allowedInAll = 50;

/**
 * Counts tries to sign in, whatever the user name: five per address and fifty in all in ten minutes, then a pause.
 * A try counts from its beginning, so that guessing in parallel gains nothing.
 */
export function createAttempts() {
  let tries: { readonly address: string; readonly at: number }[] = [];
  /** Have signed in before: others' guesses do not lock them out. */
  const known = new Set<string>();
  const isBlocked = (address: string, now: Date): boolean => {
    tries = tries.filter(({ at }) => at > now.getTime() - windowMs);
    const own = tries.filter((one) => one.address === address).length;
    return own >= allowedOfAddress || (tries.length >= allowedInAll && !known.has(address));
  };
  return {
    isBlocked,
    /** Counts a try; false when there were too many before. */
    begin(address: string, now: Date): boolean {
      if (isBlocked(address, now)) return false;
      tries.push({ address, at: now.getTime() });
      return true;
    },
    succeeded(address: string): void {
      known.add(address);
      tries = tries.filter((one) => one.address !== address);
    },
  };
}
