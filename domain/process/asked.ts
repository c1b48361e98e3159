/** What a person has decided and is being carried out. */
export interface Asked<Outcome> {
  readonly outcome: Outcome;
  readonly by: string;
  /** RFC 3339 instant. */
  readonly at: string;
}

/** A decision that is not carried out for so long may be made anew. */
const askedForMs = 600_000;

/** The decision that is being carried out, if one is: of several at the same time it counts. */
export const pending = <One extends Pick<Asked<unknown>, 'at'>>(
  asked: One | undefined,
  now: string,
  forMs = askedForMs,
): One | null => (asked !== undefined && Date.parse(now) - Date.parse(asked.at) < forMs ? asked : null);
