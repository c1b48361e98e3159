import { isDrawn } from '../form/flow.ts';
import { printSheet } from '../form/print-sheet.ts';
import type { PackSheet } from '../load-packs.ts';
import type { Issue, LintParts } from './issue.ts';

/** Layout complete, and files as Deploy would write them, so that the next deploy is a small diff. */
export function lintForm({ packs }: LintParts): Issue[] {
  const remedy = "Run 'crossdock pack format', or deploy once from the editor.";
  return packs.flatMap(({ manifest, sheets }) =>
    sheets.flatMap((sheet): Issue[] => {
      const where = `${manifest.name}/${sheet.path}.yaml`;
      const unplaced = sheet.nodes.filter((node) => isDrawn(node) && !placedIds(sheet).has(node.id)).length;
      return [
        ...(unplaced > 0
          ? [
              {
                severity: 'warning',
                where,
                text: `${unplaced} node(s) have no place in the layout`,
                remedy,
              } as const,
            ]
          : []),
        ...(textOf(sheet, '.yaml') !== printSheet(sheet)
          ? [{ severity: 'warning', where, text: 'not in the form that Deploy writes', remedy } as const]
          : []),
      ];
    }),
  );
}

function textOf({ files }: PackSheet, ending: string): string | undefined {
  return Object.entries(files).find(([file]) => file.endsWith(ending))?.[1];
}

function placedIds(sheet: PackSheet): ReadonlySet<string> {
  return new Set(Object.keys(JSON.parse(textOf(sheet, '.layout.json') ?? '{}').nodes ?? {}));
}
