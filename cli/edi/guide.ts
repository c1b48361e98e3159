import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type {
  CompiledComposite,
  CompiledElement,
  CompiledLoop,
  CompiledSegment,
} from '../../domain/edi/guides/compiled.ts';
import { GuideLibrary } from '../../domain/edi/guides/guide-library.ts';
import { library } from '../../domain/edi/guides/library.ts';
import { loadGuide } from '../../domain/edi/guides/load.ts';
import { parseOverlay } from '../../domain/edi/guides/overlay.ts';
import type { Terminal } from '../run-command.ts';

export interface GuideOptions {
  /** Files with overlays. */
  readonly overlay?: readonly string[] | undefined;
  /** The day on which they are in force: `2026-01-31`. */
  readonly day: string;
}

/**
 * Prints a guide as a table, or the references of all when none is named; with overlays what they change before it.
 *
 * @throws CD_EDI_GUIDE_UNKNOWN, CD_EDI_OVERLAY codes
 */
export function printGuide(
  ref: string | undefined,
  { overlay: files = [], day }: GuideOptions,
  { out }: Terminal,
): number {
  if (ref === undefined) {
    for (const name of Object.keys(library)
      .filter((each) => !each.endsWith('/dictionary'))
      .sort()) {
      out(`${name.padEnd(28)} ${loadGuide(name).name}`);
    }
    return 0;
  }
  const overlays = files.map((file) => parseOverlay(parse(readFileSync(file, 'utf8')), file));
  const guides = new GuideLibrary(library, overlays, day);
  for (const { effect, at, what, before, after } of guides.changes(ref)) {
    const values = what === 'place' ? '' : ` ${what}: ${inJson(before)} → ${inJson(after)}`;
    out(`${effect} ${at}${values}`);
  }
  const guide = guides.load(ref);
  out(`${guide.type} ${guide.name} (${guide.standard} ${guide.version})`);
  for (const child of guide.root.children) for (const line of linesOf(child, '')) out(line);
  for (const [level, parents] of Object.entries(guide.hierarchy?.levels ?? {})) {
    out(
      `level ${level}: ${parents.map((parent) => (parent ? `under ${parent}` : 'at the top')).join(' or ')}`,
    );
  }
  return 0;
}

const inJson = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const position = (element: number): string => String(element).padStart(2, '0');

function* linesOf(node: CompiledSegment | CompiledLoop, indent: string): Generator<string> {
  const times = node.max === Number.MAX_SAFE_INTEGER ? 'any number of times' : `up to ${node.max}`;
  const use = `${node.required ? 'mandatory' : 'optional'}, ${times}`;
  if (node.kind === 'loop') {
    yield `${indent}${node.key}: ${use}`;
    for (const child of node.children) yield* linesOf(child, `${indent}  `);
    return;
  }
  const when = node.when
    ? `, when ${position(node.when.element)} is ${[...node.when.codes].join(' or ')}`
    : '';
  yield `${indent}${node.id} ${node.name}: ${use}${when}`;
  for (const element of node.elements) yield* elementLines(element, `${indent}    `);
  for (const { words } of node.notes) yield `${indent}    note: ${words}`;
  for (const { codes, segment } of node.meanings?.list ?? []) {
    yield `${indent}    ${segment.name}: when ${node.id}${position(node.meanings?.element ?? 0)} is ${[...codes].join(' or ')}`;
  }
  const { rules = [], totals = [], presence = [] } = node.checks ?? {};
  for (const { rule, says } of [...rules, ...totals, ...presence]) yield `${indent}    rule ${rule}: ${says}`;
}

function* elementLines(element: CompiledElement | CompiledComposite, indent: string): Generator<string> {
  if (element.notUsed) return;
  const use = element.required ? 'mandatory' : 'optional';
  const least = element.minRepetitions > 1 ? `at least ${element.minRepetitions} and ` : '';
  const repeats = element.repeats > 1 ? `, ${least}up to ${element.repeats} times` : '';
  if (element.components) {
    yield `${indent}${element.key} ${element.name}: ${use}${repeats}`;
    for (const component of element.components) yield* elementLines(component, `${indent}  `);
    return;
  }
  const codes = element.codes ? ', from a list' : '';
  yield `${indent}${element.key} ${element.name}: ${use}, ${element.type} ${element.min} to ${element.max}${repeats}${codes}`;
}
