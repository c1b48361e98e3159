/** Readers of the text files of a UN/EDIFACT directory: segments, composites, elements and code lists. */

export interface DirectorySegment {
  /** `C002 C x5`, `1004 M`: number, requirement, repetitions. */
  readonly elements: readonly string[];
}

export interface DirectoryComposite {
  readonly name: string;
  readonly components: readonly string[];
}

export interface DirectoryElement {
  readonly name: string;
  readonly type: 'a' | 'n' | 'an';
  readonly min: number;
  readonly max: number;
  /** Its note names codes from outside the directory (ISO, UN/ECE recommendations): the list is not all of them. */
  readonly open: boolean;
  /** Another element whose codes its note allows too. */
  readonly codesOf: string | null;
}

/** Marks of change in the margin: addition, amendment, name, text, deletion. */
const marks = '[ +*#|X-]*';
const row = new RegExp(`^(\\d{3})${marks} ([CS]\\d{3}|\\d{4}) `);
const rowEnd = /\s([MC])(?:\s+(\d+))?(?:\s+(?:an|a|n)(?:\.\.)?\d+)?\s*$/;

/** Entries stand between lines of dashes; older directories draw them in code page 437. */
const blocks = (text: string): string[] => text.split(/^[─Ä-]{20,}\s*$/m).slice(1);

/** `COUNTRY, CODED` as `Country code`. */
export function plainName(name: string): string {
  const words = name
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/, coded$/i, ' code');
  return words === words.toUpperCase() ? words.charAt(0) + words.slice(1).toLowerCase() : words;
}

/** Rows of a block; a name too long for its line goes on in the next, and the requirement stands there. */
function rows(block: string): string[] {
  const lines = block.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const start = row.exec(line);
    if (!start) return [];
    const end = rowEnd.exec(line) ?? rowEnd.exec(lines[index + 1] ?? '');
    if (!end) throw new Error(`no requirement in: ${line}`);
    const repeats = end[2] && end[2] !== '1' ? ` x${end[2]}` : '';
    return [`${start[2]} ${end[1]}${repeats}`];
  });
}

/** EDSD (TRSD before D.97A). */
export function readSegments(text: string): Map<string, DirectorySegment> {
  const header = new RegExp(`^${marks}\\s+([A-Z]{3})\\s+\\S`, 'm');
  return new Map(
    blocks(text).map((block) => [header.exec(block)?.[1] ?? '', { elements: rows(block) }] as const),
  );
}

/** EDCD (TRCD before D.97A). */
export function readComposites(text: string): Map<string, DirectoryComposite> {
  const header = new RegExp(`^${marks}\\s+(C\\d{3})\\s+(\\S[\\s\\S]*?)\\r?\\n\\s*\\r?\\n`, 'm');
  return new Map(
    blocks(text).map((block) => {
      const [, id = '', name = ''] = header.exec(block) ?? [];
      return [id, { name: plainName(name), components: rows(block) }] as const;
    }),
  );
}

const foreignCodes = /UN\/ECE Recommendation|ISO \d|No international codes|provided by the code list/;

/** EDED (TRED before D.97A). */
export function readElements(text: string): Map<string, DirectoryElement> {
  const header = new RegExp(`^${marks}\\s+(\\d{4})\\s+(\\S[\\s\\S]*?)\\r?\\n\\s*\\r?\\n`, 'm');
  return new Map(
    blocks(text).map((block) => {
      const [, id = '', name = ''] = header.exec(block) ?? [];
      const format = /Repr:\s+(an|a|n)(\.\.)?(\d+)/.exec(block);
      if (!format) throw new Error(`no format of element ${id}`);
      const max = Number(format[3]);
      const note = /Note:(.*)/s.exec(block)?.[1]?.replace(/\s+/g, ' ') ?? '';
      const element: DirectoryElement = {
        name: plainName(name.replace(/\[[BIC]\]/, '')),
        type: format[1] as DirectoryElement['type'],
        min: format[2] ? 1 : max,
        max,
        open: foreignCodes.test(note),
        codesOf: /code set (?:of|from data element) (\d{4})/i.exec(note)?.[1] ?? null,
      };
      return [id, element] as const;
    }),
  );
}

/** UNCL: names of the code values of each element. Values struck out in this edition (`-`) are left out. */
export function readCodeLists(text: string): Map<string, Record<string, string>> {
  const header = new RegExp(`^${marks}\\s*(\\d{4})\\s{2}\\S`, 'm');
  const value = /^([ +*#|X-]{0,3}) +([A-Z0-9]{1,17}) +(\S.*)$/;
  const lists = new Map<string, Record<string, string>>();
  for (const block of blocks(text)) {
    const id = header.exec(block)?.[1];
    const start = /^\s*Repr:.*$/m.exec(block);
    if (!id || !start) continue;
    const lines = block.slice(start.index + start[0].length).split(/\r?\n/);
    const codes: [string, string][] = [];
    let column = 0;
    for (const [index, line] of lines.entries()) {
      const found = value.exec(line);
      const at = found ? line.length - (found[3] ?? '').length : -1;
      if (!found || (column > 0 && at !== column) || line.startsWith('     Note')) continue;
      column = at;
      const next = lines[index + 1] ?? '';
      const wrapped =
        next.search(/\S/) === column && !value.exec(next.slice(0, column)) ? ` ${next.trim()}` : '';
      if (!found[1]?.includes('-'))
        codes.push([found[2] ?? '', `${found[3]}${wrapped}`.replace(/\s+/g, ' ').trim()]);
    }
    if (codes.length > 0) lists.set(id, Object.fromEntries(codes));
  }
  return lists;
}
