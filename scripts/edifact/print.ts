/** JSON in the layout of the repository: what fits in a line stands in one. */

const width = 110;

export const jsonText = (value: unknown): string => `${print(value, '', 0)}\n`;

/** @param taken columns of the line used already and for the comma after the value */
function print(value: unknown, indent: string, taken: number): string {
  const line = inline(value);
  if (indent.length + taken + line.length <= width && indent !== '') return line;
  if (typeof value !== 'object' || value === null) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item, index) => inner + print(item, inner, comma(index, value.length))).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item], index, all) => {
    const start = `${JSON.stringify(key)}: `;
    return `${inner}${start}${print(item, inner, start.length + comma(index, all.length))}`;
  });
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

const comma = (index: number, count: number): number => (index < count - 1 ? 1 : 0);

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
