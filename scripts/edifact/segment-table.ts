/** Reader of the segment table in the text of a UN/EDIFACT message. */

export interface TableSegment {
  readonly segment: string;
  readonly name: string;
  readonly use: 'M' | 'C';
  readonly max: number;
}

export interface TableGroup {
  readonly group: number;
  /** Part of the message it stands in: `Header`, `Detail`, `Summary`; '' if the table has no parts. */
  readonly section: string;
  readonly use: 'M' | 'C';
  readonly max: number;
  readonly children: TableNode[];
}

export type TableNode = TableSegment | TableGroup;

const row = /^(\d{4,5})[ +*#|X-]* (?:([A-Z]{3}) (.*?)|[─-]+ *Segment group (\d+) *[─-]+) +([MC]) +(\d+)(.*)$/;

/** Lines in the right margin: one for each group that is open. */
const depthOf = (margin: string): number => margin.replace(/[^│┐┘┤┴|+]/g, '').length;

/**
 * The body of a message: everything between UNH and UNT.
 *
 * @throws Error if the table does not hold together
 */
export function readSegmentTable(text: string): TableNode[] {
  const table = text.slice(text.lastIndexOf('4.3.1'));
  const nodes: TableNode[] = [];
  const open: TableGroup[] = [];
  let section = '';
  let before = 0;
  for (const line of table.split(/\r?\n/)) {
    const [, position, segment, name = '', group, use, max, margin = ''] = row.exec(line) ?? [];
    const title = /^\s+(\w)(\w+) SECTION\s*$/.exec(line);
    if (title) section = `${title[1]}${title[2]?.toLowerCase()}`;
    if (position === undefined) continue;
    if (Number(position) <= before) throw new Error(`position out of order: ${line}`);
    before = Number(position);
    const depth = depthOf(margin) - (group ? 1 : 0);
    open.length = Math.min(open.length, depth);
    if (open.length < depth) throw new Error(`no group is open for: ${line}`);
    const siblings = open.at(-1)?.children ?? nodes;
    const common = { use: use === 'M' ? 'M' : 'C', max: Number(max) } as const;
    if (!group) siblings.push({ segment: segment ?? '', name: name.trim(), ...common });
    else {
      const opened: TableGroup = { group: Number(group), section, ...common, children: [] };
      siblings.push(opened);
      open.push(opened);
    }
  }
  checkTriggers(nodes);
  const [first, ...body] = nodes;
  const last = body.pop();
  if (tagOf(first) !== 'UNH' || tagOf(last) !== 'UNT') throw new Error('no table from UNH to UNT');
  return body;
}

const tagOf = (node: TableNode | undefined): string => (node && 'segment' in node ? node.segment : '');

function checkTriggers(nodes: readonly TableNode[]): void {
  for (const node of nodes) {
    if ('segment' in node) continue;
    const [trigger] = node.children;
    if (!trigger || !('segment' in trigger) || trigger.use !== 'M' || trigger.max !== 1) {
      throw new Error(`segment group ${node.group} does not open with one mandatory segment`);
    }
    checkTriggers(node.children);
  }
}
