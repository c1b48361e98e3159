import { styleText } from 'node:util';
import type { Dialect } from '../../domain/edi/dialect.ts';
import type { InterchangeEnvelope, TransactionRange } from '../../domain/edi/envelope.ts';
import type { CompiledSegment, Guide } from '../../domain/edi/guides/compiled.ts';
import { libraryGuide, loadGuide } from '../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../domain/edi/limits.ts';
import { hasErrors, type Problem } from '../../domain/edi/problem.ts';
import { readInterchanges } from '../../domain/edi/read-interchanges.ts';
import { SegmentCursor } from '../../domain/edi/segment-cursor.ts';
import { StructureWalk } from '../../domain/edi/validate/structure.ts';
import { componentsOf } from '../../domain/edi/values.ts';
import type { Terminal } from '../run-command.ts';
import { harmless } from './harmless.ts';
import { meaningOf } from './names.ts';
import { verdicts } from './validate.ts';

/** Longer values are cut, with their length. */
const shownCharacters = 120;

/** Prints a file segment by segment, with the names of our guides. Returns the exit code of `validate`'s kind. */
export function inspect(bytes: Uint8Array, guide: string | undefined, { out }: Terminal): number {
  const named = guide === undefined ? null : loadGuide(guide);
  const outside: Problem[] = [];
  let found = false;
  let sound = true;
  for (const { dialect, envelope, groups, problems } of readInterchanges(bytes, defaultLimits, outside)) {
    found = true;
    out(strong(interchangeLine(envelope)));
    const tell = (list: readonly Problem[], indent: string): void => {
      sound &&= !hasErrors(list);
      for (const { code, message } of list) out(`${indent}${wrong(code)} ${harmless(message)}`);
    };
    tell(problems, '  ');
    for (const group of groups) {
      const { envelope: header } = group;
      if (header) out(strong(`  group ${header.controlNumber} ${header.code} (${header.version})`));
      tell(group.problems, '    ');
      for (const range of group.transactions) {
        const known = named ?? libraryGuide(dialect.standard, range.version, range.type);
        out(
          strong(
            `    ${range.type} ${range.controlNumber} ${known?.name ?? '(no guide)'}, bytes ${range.from} to ${range.to}`,
          ),
        );
        for (const line of segmentsOf(bytes, range, dialect, known)) out(line);
        tell(range.problems, '      ');
      }
    }
  }
  for (const { message } of outside) out(wrong(message));
  if (!found) return verdicts.notEdi;
  return sound && !hasErrors(outside) ? verdicts.valid : verdicts.invalid;
}

const strong = (text: string): string => styleText('bold', harmless(text));
const faint = (text: string): string => styleText('dim', text);
const wrong = (text: string): string => styleText('red', harmless(text));

function interchangeLine({
  standard,
  controlNumber,
  sender,
  receiver,
  date,
  time,
  version,
  test,
}: InterchangeEnvelope) {
  return `${standard} interchange ${controlNumber} (${version}) from ${sender.id} to ${receiver.id}, ${date} ${time}${test ? ', test' : ''}`;
}

function* segmentsOf(
  bytes: Uint8Array,
  range: TransactionRange,
  dialect: Dialect,
  guide: Guide | null,
): Generator<string> {
  const cursor = new SegmentCursor(bytes, { ...dialect, from: range.from }, defaultLimits, range.to);
  let definition: CompiledSegment | null = null;
  let depth = 0;
  const nothing = (): void => {};
  const walk =
    guide &&
    new StructureWalk(guide, {
      ...{ enterLoop: nothing, leaveLoop: nothing, missing: nothing, tooOften: nothing },
      ...{ outOfSequence: nothing, unknown: nothing },
      place(segment, loops) {
        definition = segment;
        depth = loops;
      },
    });
  cursor.next();
  while (cursor.next() && cursor.position < range.to) {
    definition = null;
    walk?.next(cursor);
    yield* linesOf(cursor, definition, guide, '  '.repeat(depth + 3));
  }
}

function* linesOf(
  cursor: SegmentCursor,
  definition: CompiledSegment | null,
  guide: Guide | null,
  indent: string,
): Generator<string> {
  yield `${indent}${strong(cursor.id())} ${definition?.name ?? ''}`.trimEnd();
  for (let element = 1; element <= cursor.elements; element += 1) {
    if (!cursor.has(element)) continue;
    const number = String(element).padStart(2, '0');
    const known = definition?.elements[element - 1];
    if (known?.components) {
      yield `${indent}  ${number} ${known.name}`;
      for (const [index, text] of componentsOf(cursor, element).entries()) {
        const component = known.components[index];
        if (text !== '')
          yield value(
            `${indent}    ${number}_${index + 1}`,
            text,
            component?.name ?? '',
            guide && component ? meaningOf(guide, component, text) : '',
          );
      }
      continue;
    }
    const text = cursor.text(element).trimEnd();
    yield value(
      `${indent}  ${number}`,
      text,
      known?.name ?? '',
      guide && known ? meaningOf(guide, known, text) : '',
    );
  }
}

function value(place: string, text: string, name: string, meaning: string): string {
  const shown =
    text.length > shownCharacters ? `${text.slice(0, shownCharacters)}… (${text.length} characters)` : text;
  return `${place} ${name === '' ? '' : `${name}: `}${harmless(shown)}${meaning === '' ? '' : faint(` ${meaning}`)}`;
}
