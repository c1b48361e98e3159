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
  /** The list names codes for people; others are in use too and no reason to warn. */
  readonly open?: true;
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

/** A dictionary as a file: whole, or what differs from another version. */
export type DictionaryFile =
  | DictionaryData
  | (Omit<DictionaryData, 'elements' | 'segments'> &
      Partial<Pick<DictionaryData, 'elements' | 'segments'>> & { readonly base: string });

/** What a guide says about one element of one segment use, beyond the dictionary. */
export interface ElementUse {
  readonly name?: string;
  readonly use?: Requirement;
  readonly min?: number;
  readonly max?: number;
  /** Instead of the dictionary's list, and closed unless `open`. */
  readonly codes?: Readonly<Record<string, string>>;
  readonly open?: true;
  /** How often the element must come where it comes at all; not of components. */
  readonly minRepetitions?: number;
}

export interface SegmentUse {
  readonly segment: string;
  readonly use: Requirement;
  readonly max: number | '>1';
  /** This use is meant only if the element has one of the codes. */
  readonly when?: { readonly element: string; readonly codes: readonly string[] };
  /** By element position: `"03"`, component `"03_2"`. */
  readonly elements?: Readonly<Record<string, ElementUse>>;
  /** What the segment means by a qualifier, all by the same element. */
  readonly meanings?: readonly Meaning[];
}

/** A segment with one of these codes has a name, limits and element uses of its own. */
export interface Meaning {
  readonly when: { readonly element: string; readonly codes: readonly string[] };
  readonly name?: string;
  /** `M`: the loop around needs one of them. Of the trigger of a loop: the loop around that loop. */
  readonly use?: Requirement;
  readonly max?: number | '>1';
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

/** A condition over the elements of one segment; numbers and dates compare by value. */
export type Condition =
  | { readonly element: string; readonly in: readonly string[] }
  | { readonly element: string; readonly sent: boolean }
  | {
      readonly element: string;
      readonly compare: '<' | '<=' | '=' | '>=' | '>';
      readonly to: string | number;
    }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

interface RuleHead {
  /** Its name in the guide. */
  readonly rule: string;
  /** Address of a segment: `PO1Loop.PO1`. */
  readonly at: string;
  /** What must hold, in words. */
  readonly says: string;
  /** `error` if absent. */
  readonly severity?: 'error' | 'warning';
}

/** Holds for each segment at an address. `element` is where a breach is reported. */
export interface SegmentRuleData extends RuleHead {
  readonly element?: string;
  readonly if?: Condition;
  readonly must: Condition;
}

/** An element that tells how often a loop occurs, or the sum of an element, in the transaction set. */
export interface TotalRuleData extends RuleHead {
  readonly element: string;
  readonly counts?: string;
  readonly sums?: string;
}

/**
 * Where a segment comes as `if` says, the segment or loop beside it that `requires` names must come in the same loop, or
 * the one that `excludes` names may not.
 */
export interface PresenceRuleData extends RuleHead {
  readonly if?: Condition;
  readonly requires?: string;
  readonly excludes?: string;
}

export type RuleData = SegmentRuleData | TotalRuleData | PresenceRuleData;

/** The tree that the occurrences of a loop form by HL01 (number), HL02 (parent) and HL03 (level). */
export interface HierarchyData {
  readonly loop: string;
  /** Levels and the levels they may stand under; '' is the top. A level that is not listed may stand anywhere. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
  /** Segments that an occurrence of a level needs. */
  readonly requires?: Readonly<Record<string, readonly string[]>>;
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
  readonly hierarchy?: HierarchyData;
  readonly rules?: readonly RuleData[];
}

/** A guide as a file: whole, or as the changes that make it of another version. */
export type GuideFile =
  | GuideData
  | (Omit<GuideData, 'structure' | 'hierarchy' | 'rules'> & {
      readonly base: string;
      readonly changes: readonly Change[];
    });

interface ChangeHead {
  /** Address of a loop, segment, meaning or element: `PO1Loop.REF[DP]02`. */
  readonly at: string;
  readonly why?: string;
}

/** Sets what is given. A change that allows more than before says `relax`. */
export interface SetChange extends ChangeHead, ElementUseChange {
  readonly use?: Requirement;
  readonly name?: string;
  readonly max?: number | '>1';
  readonly relax?: true;
}

interface ElementUseChange {
  readonly min?: number;
  readonly minRepetitions?: number;
  /** Instead of the list before. */
  readonly codes?: Readonly<Record<string, string>>;
  readonly addCodes?: Readonly<Record<string, string>>;
  readonly removeCodes?: readonly string[];
}

/** Takes a loop, segment or meaning out, and the rules that speak of it. */
export interface RemoveChange extends ChangeHead {
  readonly remove: true;
  readonly relax?: true;
}

/** Puts a segment or loop after or before the one at `at`. */
export interface AddChange extends ChangeHead {
  readonly add: SegmentUse | LoopUse;
  readonly before?: true;
}

export interface AddMeaningChange extends ChangeHead {
  readonly addMeaning: Meaning;
}

export interface AddRuleChange {
  readonly addRule: RuleData;
  readonly why?: string;
}

/** Changes how a rule is taken, or drops it, which is a relaxation. */
export interface RuleChange {
  readonly rule: string;
  readonly severity?: 'error' | 'warning';
  readonly remove?: true;
  readonly relax?: true;
  readonly why?: string;
}

/** Replaces the tree of levels. */
export interface HierarchyChange {
  readonly hierarchy: HierarchyData;
  readonly why?: string;
}

export type Change =
  | SetChange
  | RemoveChange
  | AddChange
  | AddMeaningChange
  | AddRuleChange
  | RuleChange
  | HierarchyChange;

/** Where an overlay stands in the order of application. */
export const overlayLevels = ['directory', 'industry', 'partner'] as const;
export type OverlayLevel = (typeof overlayLevels)[number];

/** Dated changes to a guide. `guides/overlay.schema.json`. */
export interface Overlay {
  readonly overlay: string;
  readonly version: string;
  readonly level: OverlayLevel;
  /** Days, both included. */
  readonly effective: { readonly from: string; readonly to?: string };
  /** The guide it changes. */
  readonly guide: string;
  readonly source: string;
  readonly changes: readonly Change[];
}
