import type { Standard } from '../dialect.ts';

/** Data types of X12 (X12.6) and EDIFACT (ISO 9735): N2 is a number with two implied decimals. */
export type ElementType =
  | 'AN'
  | 'ID'
  | `N${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`
  | 'R'
  | 'DT'
  | 'TM'
  | 'B'
  | 'a'
  | 'n'
  | 'an';

/** Mandatory, optional or conditional (both mean "may be left out"; conditions are notes), not used. */
export type Requirement = 'M' | 'O' | 'C' | 'N';

export interface ElementData {
  /** In our own words. */
  readonly name: string;
  readonly type: ElementType;
  readonly min: number;
  readonly max: number;
  /** Codes in use, each with its meaning in our own words. A code outside the list is a warning. */
  readonly codes?: Readonly<Record<string, string>>;
}

export interface CompositeData {
  readonly name: string;
  /** `"2005 M"`: element number and requirement. */
  readonly components: readonly string[];
}

export interface SegmentData {
  readonly name: string;
  /** `"353 M"`, `"C040 O"`, `"93 O x5"` (repeats): element or composite number, requirement, repetitions. */
  readonly elements: readonly string[];
  /** Syntax notes as X12 writes them: P0304 paired, R0203 at least one, E exclusive, C if first then all, L if first then one. */
  readonly notes?: readonly string[];
}

/** Segments, composites and elements of one version, shared by its guides. `guides/dictionary.schema.json`. */
export interface DictionaryData {
  readonly dictionary: string;
  readonly standard: Standard;
  readonly version: string;
  /** Where the facts come from. */
  readonly source: string;
  readonly elements: Readonly<Record<string, ElementData>>;
  readonly composites?: Readonly<Record<string, CompositeData>>;
  readonly segments: Readonly<Record<string, SegmentData>>;
}

/** What a guide says about one element of one segment use, beyond the dictionary. */
export interface ElementUse {
  readonly name?: string;
  readonly use?: Requirement;
  readonly min?: number;
  readonly max?: number;
  readonly codes?: Readonly<Record<string, string>>;
}

export interface SegmentUse {
  readonly segment: string;
  readonly use: Requirement;
  readonly max: number | '>1';
  /** This use is meant only if the element has one of the codes. */
  readonly when?: { readonly element: string; readonly codes: readonly string[] };
  /** By element position: `"03"`, component `"03_2"`. */
  readonly elements?: Readonly<Record<string, ElementUse>>;
}

export interface LoopUse {
  /** Loop name; its JSON property is `<loop>Loop`. */
  readonly loop: string;
  /** Number of the segment group in the EDIFACT directory. */
  readonly group?: number;
  readonly use: Requirement;
  readonly max: number | '>1';
  /** The first child is the segment that opens the loop. */
  readonly children: readonly [SegmentUse, ...(SegmentUse | LoopUse)[]];
}

/** An implementation guide. `guides/guide.schema.json`. */
export interface GuideData {
  /** `x12/004010/850`, `edifact/d96a/orders`: also its path. */
  readonly guide: string;
  readonly standard: Standard;
  readonly version: string;
  readonly type: string;
  readonly name: string;
  /** X12 functional identifier (GS01). */
  readonly functionalGroup?: string;
  readonly dictionary: string;
  readonly source: string;
  readonly structure: readonly (SegmentUse | LoopUse)[];
}
