/**
 * The names that a case has for things, and those they have in a runtime that plays many cases at once: `PO-1` of a case
 * is `PO-1-K07` there, and `SH-1` is the number that the TMS gave its load.
 */
export class Names {
  private readonly there = new Map<string, string>();

  call(ofCase: string, there: string): void {
    this.there.set(ofCase, there);
  }

  /** Null when it has none there so far. */
  known(ofCase: string): string | null {
    return this.there.get(ofCase) ?? null;
  }

  /** The document as it is there; of a name such as `R-1/1` each part has its own. */
  outward<Document>(document: Document): Document {
    return mapTexts(document, (text) =>
      text
        .split('/')
        .map((part) => this.there.get(part) ?? part)
        .join('/'),
    ) as Document;
  }

  /** What was told there, in the words of the case. */
  homeward<Document>(document: Document): Document {
    const longestFirst = [...this.there].sort(([, one], [, other]) => other.length - one.length);
    return mapTexts(document, (text) =>
      longestFirst.reduce((told, [ofCase, there]) => told.replaceAll(there, ofCase), text),
    ) as Document;
  }
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTexts(each, change)]));
}
