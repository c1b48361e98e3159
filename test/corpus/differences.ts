/** Lines of one list that stand where lines of another stand. */
export interface Difference {
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
}

/** Where two lists of lines differ, with as few lines as can be: nothing if they are the same. */
export function differences(theirs: readonly string[], ours: readonly string[]): readonly Difference[] {
  const common = commonLengths(theirs, ours);
  const found: { theirs: string[]; ours: string[] }[] = [];
  let open: { theirs: string[]; ours: string[] } | null = null;
  for (let i = 0, j = 0; i < theirs.length || j < ours.length; ) {
    const [their, our] = [theirs[i], ours[j]];
    if (their !== undefined && their === our) {
      open = null;
      i += 1;
      j += 1;
      continue;
    }
    if (!open) {
      open = { theirs: [], ours: [] };
      found.push(open);
    }
    const takeTheirs = our === undefined || (their !== undefined && common(i + 1, j) >= common(i, j + 1));
    if (takeTheirs) open.theirs.push(theirs[i++] as string);
    else open.ours.push(ours[j++] as string);
  }
  return found;
}

/** Length of the longest common subsequence of what follows two positions. */
function commonLengths(one: readonly string[], other: readonly string[]) {
  const width = other.length + 1;
  const lengths = new Uint32Array((one.length + 2) * (width + 1));
  const at = (i: number, j: number): number => i * (width + 1) + j;
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      lengths[at(i, j)] =
        one[i] === other[j]
          ? (lengths[at(i + 1, j + 1)] as number) + 1
          : Math.max(lengths[at(i + 1, j)] as number, lengths[at(i, j + 1)] as number);
    }
  }
  return (i: number, j: number): number => lengths[at(i, j)] as number;
}
