import { Document, isMap, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { FlowNode, Sheet } from './flow.ts';
import { headWithoutPositions, withoutPosition } from './layout.ts';

const first = ['id', 'type', 'name', 'label'];
const last = ['wires'];

/** What the editor writes into every tab; left out of the file and put back when it is read. */
export const tabDefaults = { disabled: false, info: '', env: [] } as const;

/** The text of a sheet's file: stable key order, one property a line, long texts as blocks, no positions. */
export function printSheet(sheet: Sheet): string {
  const nodes = sheet.nodes.map((node) => {
    const { z, ...rest } = withoutPosition(node);
    return inOrder(z === undefined || z === sheet.head?.id ? rest : { ...rest, z });
  });
  const document = new Document(sheet.head ? { [sheet.kind]: headOf(sheet.head), nodes } : { nodes }, {
    aliasDuplicateObjects: false,
  });
  const list = (document.contents as YAMLMap).get('nodes') as YAMLSeq;
  for (const node of list.items) if (isMap(node)) compactWires(node.get('wires'));
  return document.toString({ lineWidth: 0, blockQuote: 'literal', flowCollectionPadding: false });
}

function compactWires(wires: unknown): void {
  if (!isSeq(wires)) return;
  for (const output of wires.items) if (isSeq(output)) output.flow = true;
}

function headOf(head: FlowNode): Record<string, unknown> {
  const { type, ...rest } = headWithoutPositions(head);
  const kept = Object.entries(rest).filter(
    ([name, value]) =>
      type !== 'tab' ||
      !(name in tabDefaults) ||
      JSON.stringify(value) !== JSON.stringify(tabDefaults[name as keyof typeof tabDefaults]),
  );
  return inOrder(Object.fromEntries(kept));
}

function inOrder(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rank = (name: string) =>
    first.includes(name) ? first.indexOf(name) : last.includes(name) ? 100 : 50;
  const names = Object.keys(properties).filter((name) => properties[name] !== undefined);
  return Object.fromEntries(
    names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).map((name) => [name, properties[name]]),
  );
}
