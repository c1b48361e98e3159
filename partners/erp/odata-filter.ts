/** The comparisons of OData V2 `$filter` that the stand-in understands, joined by `and`. */
const comparison =
  /^\s*(\w+)\s+(eq|ne|gt|ge|lt|le)\s+(?:datetimeoffset|datetime)?('(?:[^']|'')*'|[\d.]+|null|true|false)\s*/;

export type Predicate = (row: Readonly<Record<string, unknown>>) => boolean;

/** @throws Error naming the part that it could not read, as a 400 would. */
export function parseFilter(text: string): Predicate {
  const tests: Predicate[] = [];
  let rest = text;
  while (rest.trim() !== '') {
    const match = comparison.exec(rest);
    if (!match) throw new Error(`Invalid $filter near '${rest.trim().slice(0, 40)}'`);
    const [all, property = '', operator = 'eq', literal = ''] = match;
    const value = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal;
    tests.push((row) => compare(String(row[property] ?? ''), operator, value));
    rest = rest.slice(all.length);
    if (rest.trim() === '') break;
    const joint = /^and\b/.exec(rest.trimStart());
    if (!joint) throw new Error(`Expected 'and' near '${rest.trim().slice(0, 40)}'`);
    rest = rest.trimStart().slice(3);
  }
  return (row) => tests.every((test) => test(row));
}

function compare(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    default:
      return left <= right;
  }
}
