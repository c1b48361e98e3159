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
  const { byte, segmentId, element, component, repetition } = location;
  return [code, byte, segmentId, element, component, repetition].join();
};
