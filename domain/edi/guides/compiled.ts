import type { Standard } from '../dialect.ts';
import type { Situation } from '../problem.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import type { SegmentPlan } from '../sound/segment-plan.ts';
import type { ElementType, HierarchyData } from './guide.ts';
import type { TagTable } from './tag-table.ts';

/** What a type asks of the bytes of a value. */
export type ValueKind = 'text' | 'letters' | 'whole' | 'decimal' | 'number' | 'date' | 'time';

/** A simple element or component, ready to check bytes against. */
export interface CompiledElement {
  /** JSON property and name in messages: `BEG03`, `DTM01_2`. */
  readonly key: string;
  /** Number in the standard's dictionary (`353`); '' if our dictionary does not know it. */
  readonly number: string;
  readonly name: string;
  readonly type: ElementType;
  readonly kind: ValueKind;
  readonly min: number;
  readonly max: number;
  readonly required: boolean;
  readonly notUsed: boolean;
  readonly repeats: number;
  readonly minRepetitions: number;
  /** Codes of up to four bytes packed by `packCode`, the others as text; `null`: no list. */
  readonly codes: {
    readonly packed: ReadonlySet<number>;
    readonly short: readonly string[];
    readonly long: ReadonlySet<string>;
  } | null;
  readonly components: null;
}

/** An element made of components. */
export interface CompiledComposite {
  readonly key: string;
  readonly number: string;
  readonly name: string;
  readonly required: boolean;
  readonly notUsed: boolean;
  readonly repeats: number;
  readonly minRepetitions: number;
  readonly components: readonly CompiledElement[];
}

export interface SyntaxNote {
  readonly kind: 'P' | 'R' | 'E' | 'C' | 'L';
  /** Element positions from 1. */
  readonly elements: readonly number[];
  /** The same as bits: element n is bit n - 1. */
  readonly mask: number;
  readonly words: string;
}

/** A value whose form another element of its segment names: X12 1251 by 1250. Positions of both. */
export interface Period {
  readonly format: number;
  readonly value: number;
}

/** A composite with a value whose form another of its components names: EDIFACT 2380 by 2379. Positions from 1. */
export interface Dated {
  readonly element: number;
  readonly value: number;
  readonly format: number;
  /** Of the value. */
  readonly definition: CompiledElement;
}

export interface CompiledSegment {
  readonly kind: 'segment';
  readonly id: string;
  readonly tag: number;
  readonly name: string;
  readonly required: boolean;
  readonly max: number;
  /** JSON: an array of objects instead of one. */
  readonly repeats: boolean;
  readonly when: { readonly element: number; readonly codes: ReadonlySet<string> } | null;
  readonly elements: readonly (CompiledElement | CompiledComposite)[];
  /** Position of the last mandatory element; 0: none. Elements after it and after the last one sent need no look. */
  readonly lastRequired: number;
  readonly notes: readonly SyntaxNote[];
  /** Tells most sound segments at one go. */
  readonly plan: SegmentPlan;
  /** Values whose form another element names. */
  readonly periods: readonly Period[];
  /** Composites with such a value; `null`: none. The plan knows nothing of them. */
  readonly dated: readonly Dated[] | null;
  /** What the segment means by one of its elements; `null`: always the same. */
  readonly meanings: { readonly element: number; readonly list: readonly CompiledMeaning[] } | null;
  /** What is to be checked beyond the segment's own form; `null`: nothing. */
  readonly checks: SegmentChecks | null;
}

/** A segment whose qualifier is one of `codes`. */
export interface CompiledMeaning {
  readonly codes: ReadonlySet<string>;
  /** The segment's use as it is under this meaning. */
  readonly segment: CompiledSegment;
  /** Index in the expectations of the loop around; -1: it may come or not, as often as it likes. */
  readonly expectation: number;
}

/** How often a meaning is wanted in one occurrence of a loop. */
export interface Expectation {
  readonly segment: CompiledSegment;
  /** The name of the meaning, and the codes that select it. */
  readonly words: string;
  readonly required: boolean;
  readonly max: number;
}

export interface SegmentRule {
  readonly rule: string;
  /** Element at which a breach is reported, or that makes the demand; 0: the segment. */
  readonly element: number;
  readonly holds: (cursor: SegmentCursor) => boolean;
  readonly says: string;
  readonly severity: 'error' | 'warning';
  readonly situation?: Situation;
}

/** A number in the transaction set that must equal a counter. */
export interface TotalRule extends Omit<SegmentRule, 'holds'> {
  readonly counter: number;
}

/** Where it holds, another segment or loop must come in the same occurrence of the loop around, or may not. */
export interface PresenceRule extends Omit<SegmentRule, 'holds' | 'situation'> {
  readonly applies: (cursor: SegmentCursor) => boolean;
  readonly demands: 'segment' | 'no-segment';
  readonly target: { readonly slot: number; readonly segmentId: string };
}

/** That a segment came is noted in a slot of its loop, or of the loop around the one that it opens. */
export interface Mark {
  readonly slot: number;
  readonly isTrigger: boolean;
}

export interface SegmentChecks {
  readonly presence: readonly PresenceRule[];
  readonly marks: readonly Mark[];
  readonly rules: readonly SegmentRule[];
  readonly totals: readonly TotalRule[];
  /** Elements added to counters. */
  readonly sums: readonly { readonly counter: number; readonly element: number }[];
}

export interface CompiledLoop {
  readonly kind: 'loop';
  readonly id: string;
  /** JSON property: `PO1Loop`. */
  readonly key: string;
  readonly required: boolean;
  readonly max: number;
  readonly trigger: CompiledSegment;
  /** Counter of its occurrences; -1: none. */
  readonly counter: number;
  readonly expectations: readonly Expectation[];
  readonly children: readonly (CompiledSegment | CompiledLoop)[];
  /** How many of the children before each, and before the end, must come. */
  readonly requiredBefore: Int32Array;
  /** Children a segment tag can mean, in order. */
  readonly byTag: TagTable<readonly number[]>;
}

/** A guide ready for use: what reader, validator and writer work with. */
export interface Guide {
  readonly ref: string;
  readonly standard: Standard;
  readonly version: string;
  readonly type: string;
  readonly name: string;
  readonly functionalGroup: string;
  /** The body of the transaction set: everything between header and trailer. */
  readonly root: Omit<CompiledLoop, 'trigger'>;
  /** All segments of the guide. */
  readonly tags: ReadonlySet<number>;
  /** How many counters the rules need. */
  readonly counters: number;
  readonly hierarchy: CompiledHierarchy | null;
  /** Whether a segment has meanings. */
  readonly hasMeanings: boolean;
  /** Whether a rule asks for a segment or rules one out. */
  readonly hasPresence: boolean;
  /** Whether meanings are wanted, rules hold or levels form a tree: most guides need no look at these. */
  readonly isConditional: boolean;
  /** The guide that this one is an implementation of: itself without overlays; absent where there are none. */
  readonly implemented?: () => Guide;
}

/** The loop whose occurrences form a tree. */
export interface CompiledHierarchy {
  readonly loop: CompiledLoop;
  readonly levels: HierarchyData['levels'];
  readonly requires: ReadonlyMap<string, readonly { readonly id: string; readonly tag: number }[]>;
}

/** Up to four bytes of a code as one number, so that codes are compared without making text. */
export function packCode(bytes: ArrayLike<number>, from: number, to: number): number {
  let packed = 0;
  for (let i = from; i < to; i += 1) packed = packed * 256 + (bytes[i] as number);
  return packed;
}
