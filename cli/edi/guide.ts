import type {
  CompiledComposite,
  CompiledElement,
  CompiledLoop,
  CompiledSegment,
} from '../../domain/edi/guides/compiled.ts';
import { library } from '../../domain/edi/guides/library.ts';
import { loadGuide } from '../../domain/edi/guides/load.ts';
import type { Terminal } from '../run-command.ts';

/** Prints a guide as a table, or the references of all when none is named. @throws CD_EDI_GUIDE_UNKNOWN */
export function printGuide(ref: string | undefined, { out }: Terminal): number {
  if (ref === undefined) {
    for (const name of Object.keys(library)
      .filter((each) => !each.endsWith('/dictionary'))
      .sort()) {
      out(`${name.padEnd(28)} ${loadGuide(name).name}`);
    }
    return 0;
  }
  const guide = loadGuide(ref);
  out(`${guide.type} ${guide.name} (${guide.standard} ${guide.version})`);
  for (const child of guide.root.children) for (const line of linesOf(child, '')) out(line);
  return 0;
}

function* linesOf(node: CompiledSegment | CompiledLoop, indent: string): Generator<string> {
  const times = node.max === Number.MAX_SAFE_INTEGER ? 'any number of times' : `up to ${node.max}`;
  const use = `${node.required ? 'mandatory' : 'optional'}, ${times}`;
  if (node.kind === 'loop') {
    yield `${indent}${node.key}: ${use}`;
    for (const child of node.children) yield* linesOf(child, `${indent}  `);
    return;
  }
  const when = node.when
    ? `, when ${String(node.when.element).padStart(2, '0')} is ${[...node.when.codes].join(' or ')}`
    : '';
  yield `${indent}${node.id} ${node.name}: ${use}${when}`;
  for (const element of node.elements) yield* elementLines(element, `${indent}    `);
  for (const { words } of node.notes) yield `${indent}    note: ${words}`;
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
