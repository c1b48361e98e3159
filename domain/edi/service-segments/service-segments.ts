import type { Standard } from '../dialect.ts';
import { compileGuide } from '../guides/compile.ts';
import type { CompiledSegment, Guide } from '../guides/compiled.ts';
import type { DictionaryData } from '../guides/guide.ts';
import { tagOf } from '../tag.ts';
import edifact3 from './edifact-3.json' with { type: 'json' };
import edifact4 from './edifact-4.json' with { type: 'json' };
import x12 from './x12.json' with { type: 'json' };

/** What headers and trailers hold, as a guide whose structure says nothing of their order. */
export interface ServiceSegments {
  readonly guide: Guide;
  readonly byTag: ReadonlyMap<number, CompiledSegment>;
}

const version3 = edifact3 as DictionaryData;
const version4 = {
  ...edifact4,
  elements: { ...edifact3.elements, ...edifact4.elements },
  composites: { ...edifact3.composites, ...edifact4.composites },
  segments: { ...edifact3.segments, ...edifact4.segments },
} as DictionaryData;

function compiled(dictionary: DictionaryData): ServiceSegments {
  const { dictionary: name, standard, version, source, segments } = dictionary;
  const structure = Object.keys(segments).map((segment) => ({ segment, use: 'O', max: '>1' }) as const);
  const head = { guide: name, standard, version, type: 'envelopes', name, dictionary: name, source };
  const guide = compileGuide({ ...head, structure }, dictionary);
  const children = guide.root.children.filter((child) => child.kind === 'segment');
  return { guide, byTag: new Map(children.map((segment) => [tagOf(segment.id), segment])) };
}

const once = (dictionary: DictionaryData): (() => ServiceSegments) => {
  let made: ServiceSegments | null = null;
  return () => {
    made ??= compiled(dictionary);
    return made;
  };
};

const ofX12 = once(x12 as DictionaryData);
const ofVersion3 = once(version3);
const ofVersion4 = once(version4);

/**
 * The service segments of a syntax.
 *
 * @param version as `InterchangeEnvelope.version` has it: `00401`, `UNOC:4`
 */
export function serviceSegmentsOf(standard: Standard, version: string): ServiceSegments {
  if (standard === 'X12') return ofX12();
  return version.endsWith(':4') ? ofVersion4() : ofVersion3();
}
