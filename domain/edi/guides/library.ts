import { createRequire } from 'node:module';
import { edifactGuides } from './edifact/index.ts';
import { x12Guides } from './x12/index.ts';

const load = createRequire(import.meta.url);

const refsOf = (standard: string, versions: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(versions).flatMap(([version, names]) =>
    names.map((name) => `${standard}/${version}/${name}`),
  );

const refs = [...refsOf('x12', x12Guides), ...refsOf('edifact', edifactGuides)];

/** The guides and dictionaries that come with Crossdock, by reference. Each is read when it is first looked at. */
export const library: Readonly<Record<string, unknown>> = Object.defineProperties(
  {},
  Object.fromEntries(refs.map((ref) => [ref, { enumerable: true, get: () => load(`./${ref}.json`) }])),
);
