import type { DictionaryData, ElementUse, Requirement } from './guide.ts';

/** What holds for an element or component: the dictionary, and over it what a guide says. */
export interface ElementFacts {
  readonly name: string;
  readonly use: Requirement;
  /** Absent of composites. */
  readonly min?: number;
  readonly max?: number;
  readonly codes?: Readonly<Record<string, string>>;
  readonly open?: true;
  readonly minRepetitions?: number;
}

/**
 * The facts of an element (`03`) or component (`03_2`) of a segment; `null` if the dictionary does not have it.
 *
 * @param over what the guide says, the last over the ones before
 */
export function elementFacts(
  dictionary: DictionaryData,
  segment: string,
  position: string,
  ...over: readonly (ElementUse | undefined)[]
): ElementFacts | null {
  const [place = '', part] = position.split('_');
  const [number = '', requirement] =
    dictionary.segments[segment]?.elements[Number(place) - 1]?.split(' ') ?? [];
  const composite = dictionary.composites?.[number];
  const said: ElementUse = Object.assign({}, ...over);
  if (part !== undefined) {
    const [of = '', use] = composite?.components[Number(part) - 1]?.split(' ') ?? [];
    return simple(dictionary, of, use, said);
  }
  if (composite) return { name: composite.name, use: requirement as Requirement, ...said };
  return simple(dictionary, number, requirement, said);
}

function simple(
  dictionary: DictionaryData,
  number: string,
  use: string | undefined,
  said: ElementUse,
): ElementFacts | null {
  const data = dictionary.elements[number];
  if (!data || use === undefined) return null;
  const { name, min, max, codes, open } = data;
  const list = codes && !said.codes ? { codes, ...(open ? { open } : {}) } : {};
  return { name, use: use as Requirement, min, max, ...list, ...said };
}
