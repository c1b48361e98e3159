/** Work that may be put aside between two of its steps, so that others get their turn; gives its result in the end. */
export type Steps<Result> = Generator<undefined, Result>;

/** So many items are some milliseconds of work. */
const itemsInStep = 50;

/** What `change` makes of each item. */
export function* mapInSteps<Item, Made>(items: Iterable<Item>, change: (item: Item) => Made): Steps<Made[]> {
  const made: Made[] = [];
  for (const item of items) {
    made.push(change(item));
    if (made.length % itemsInStep === 0) yield;
  }
  return made;
}

/** The result, at once. */
export function finished<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
