import { isMap, isScalar, parse, parseDocument } from 'yaml';
import { CrossdockError } from '../../domain/errors.ts';

type Entries = Readonly<Record<string, unknown>>;

/** A site file with the entries of a new tenant added; comments and everything else stay. @throws CD_TENANT_EXISTS */
export function withEntries(file: string, text: string, entries: Entries): string {
  const document = parseDocument(text);
  const exists = (path: readonly string[]) =>
    new CrossdockError('CD_TENANT_EXISTS', { what: path.join('.'), where: file });
  const add = (path: readonly string[], value: unknown): void => {
    const there = document.getIn(path, true);
    if (there === undefined || (isScalar(there) && there.value === null)) {
      document.setIn(path, document.createNode(value, { flow: path.length > 1 }));
      return;
    }
    // An object's owner alone becomes a line that says what differs for the tenant.
    if (isScalar(there) && path[0] === 'systemOfRecord' && path.length === 2) {
      document.setIn(path, document.createNode({ owner: there.value }, { flow: true }));
      return add(path, value);
    }
    // What all clients share is there since the first.
    if (isScalar(there) && there.value === value) return;
    if (!isMap(there) || !isEntries(value)) throw exists(path);
    for (const [name, one] of Object.entries(value)) add([...path, name], one);
  };
  for (const [section, value] of Object.entries(entries)) add([section], value);
  return asSpaced(text, document.toString({ lineWidth: 0 }));
}

/** Lines that were there before with the spaces that they had: YAML is written with its own in lists and maps. */
function asSpaced(before: string, after: string): string {
  const bare = (line: string): string => line.replace(/(?<=\S)\s+/g, '');
  const known = new Map(before.split('\n').map((line) => [bare(line), line]));
  return after
    .split('\n')
    .map((line) => known.get(bare(line)) ?? line)
    .join('\n');
}

/** What a template adds to the site file, section by section. */
export function readEntries(text: string): Entries {
  const data: unknown = parse(text);
  return isEntries(data) ? data : {};
}

const isEntries = (value: unknown): value is Entries =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
