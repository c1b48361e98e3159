import type { Problem } from './problem.ts';

/** Marks the problems that reading by the guide without overlays does not find. */
export function byImplementation(
  found: readonly Problem[],
  ofStandard: readonly Problem[],
): readonly Problem[] {
  const known = new Set(ofStandard.map(placeAndCode));
  return found.map((problem) =>
    known.has(placeAndCode(problem)) ? problem : { ...problem, by: 'implementation' },
  );
}

const placeAndCode = ({ code, location }: Problem): string => {
  const { byte, segmentId, element, component, repetition, loop } = location;
  // What is missing is noticed at a segment that the other guide may not know.
  if (code === 'CD_EDI_SEGMENT_MISSING') return [code, segmentId, loop].join();
  return [code, byte, segmentId, element, component, repetition].join();
};
