import type { CompiledComposite, CompiledElement } from '../guides/compiled.ts';
import type { Random } from './random.ts';

/** Words that are nobody's: samples go to partners. */
const words =
  'NORTH HARBOR CEDAR DEPOT ORCHARD TRADING RIVER SUPPLY MAPLE FREIGHT STONE MARKET AMBER LOGISTICS'.split(
    ' ',
  );

/** Elements of a date with its format beside it (C507 and the like). */
const [periodElement, formatElement] = ['2380', '2379'];
const formats: Readonly<Record<string, (random: Random) => string>> = {
  102: (random) => day(random),
  203: (random) => day(random) + timeOfDay(random),
  101: (random) => day(random).slice(2),
  201: (random) => day(random).slice(2) + timeOfDay(random),
};

const two = (number: number): string => String(number).padStart(2, '0');
const day = (random: Random): string => `2026${two(1 + random.below(12))}${two(1 + random.below(28))}`;
const timeOfDay = (random: Random): string => two(random.below(24)) + two(random.below(60));

/** Every code of a list. */
export function codesOf({ codes }: CompiledElement): readonly string[] {
  if (!codes) return [];
  return [...[...codes.packed].map(unpacked), ...codes.long];
}

function unpacked(packed: number): string {
  let [text, rest] = ['', packed];
  while (rest > 0) {
    text = String.fromCharCode(rest % 256) + text;
    rest = Math.floor(rest / 256);
  }
  return text;
}

/** A value that the element allows, of a length that people use. */
export function sampleValue(element: CompiledElement, random: Random): string {
  const { min, max, kind, type } = element;
  const codes = codesOf(element);
  if (codes.length > 0) return random.pick(codes) ?? '';
  if (kind === 'date') return max < 8 ? day(random).slice(2) : day(random);
  if (kind === 'time') return timeOfDay(random);
  const length = Math.max(1, min + random.below(Math.min(max - min + 1, 6)));
  if (type === 'R' && length > 3) return `${random.digits(length - 2)}.${1 + random.below(9)}`;
  if (kind === 'text') return type === 'ID' ? letters(Math.max(1, min), random) : text(element, random);
  return kind === 'letters' ? letters(length, random) : random.digits(length);
}

/** As many values as the element needs where it comes. */
export function sampleRepetitions(element: CompiledElement, random: Random): string | string[] {
  const { minRepetitions } = element;
  return minRepetitions > 1
    ? Array.from({ length: minRepetitions }, () => sampleValue(element, random))
    : sampleValue(element, random);
}

const letters = (length: number, random: Random): string =>
  Array.from({ length }, () => String.fromCharCode(65 + random.below(26))).join('');

function text({ min, max }: CompiledElement, random: Random): string {
  const whole = `${random.pick(words)} ${random.pick(words)} ${random.digits(3)}`;
  const cut = whole.slice(0, max).trimEnd();
  return cut.length < min
    ? cut.replaceAll(' ', '') + random.digits(min).slice(cut.replaceAll(' ', '').length)
    : cut;
}

/** The components of a composite: those it needs, the first, and some others. */
export function sampleComponents(
  { components }: CompiledComposite,
  density: number,
  random: Random,
): [string, string][] {
  const isPeriod = components.some(({ number }) => number === periodElement);
  const format = components.find(({ number }) => number === formatElement);
  const allowed = format ? codesOf(format).filter((code) => code in formats) : [];
  const chosen = isPeriod && format ? (allowed.length > 0 ? random.pick(allowed) : '102') : undefined;
  return components.flatMap((component, index): [string, string][] => {
    const { number, required, notUsed, key } = component;
    if (notUsed) return [];
    if (chosen !== undefined && number === periodElement) return [[key, formats[chosen]?.(random) ?? '']];
    if (chosen !== undefined && number === formatElement) return [[key, chosen]];
    return required || index === 0 || random.chance(density) ? [[key, sampleValue(component, random)]] : [];
  });
}
