import type { ErrorCode } from '../errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What stands on either side of a mapping. */
export interface Form {
  readonly form: 'canonical' | 'x12' | 'edifact' | 'json' | 'xml';
  /** Canonical object. */
  readonly object?: string;
  /** Transaction set or message. */
  readonly type?: string;
  readonly version?: string;
}

/** A value's origin: a path, or a rule without `each` and JSONata. */
export type Origin = string | Rule;

/** One target field's rule as written in the file. Exactly one of the first eight says where the value comes from. */
export interface Rule {
  readonly path?: string;
  readonly constant?: Json;
  readonly firstOf?: readonly Origin[];
  readonly join?: readonly Origin[];
  readonly lookup?: Lookup;
  readonly count?: string;
  readonly sum?: string;
  readonly jsonata?: string;
  readonly each?: string;
  /** Of an `each`: the loop around, from whose items its path starts. */
  readonly within?: string;

  /** Of an `each`: the item's fields, or the one value the item becomes. */
  readonly rules?: Readonly<Record<string, Rule | null>>;
  readonly value?: Rule;

  readonly when?: string | readonly string[];
  readonly trim?: boolean;
  readonly table?: string;
  readonly as?: Conversion;
  readonly default?: Json;
  readonly required?: boolean;

  readonly with?: string;
  readonly decimalMark?: '.' | ',' | 'either';
  readonly scale?: number;
  readonly format?: Origin;
  readonly time?: Origin;
  readonly at?: string;
  readonly zone?: Origin;
  readonly disambiguation?: Disambiguation;
}

export interface Lookup {
  readonly object: string;
  /** A scheme, or a path to it when it starts with `$`. */
  readonly scheme: string;
  readonly path: Origin;
  /** Path into the record found; the whole record when absent. */
  readonly take?: string;
}

export const conversions = [
  'string',
  'decimal',
  'implied-decimal',
  'integer',
  'number',
  'boolean',
  'date',
  'day',
  'formatted-date',
] as const;
export type Conversion = (typeof conversions)[number];

/** What happens to a local time that a clock change skips or repeats; Temporal's words. */
export type Disambiguation = 'compatible' | 'earlier' | 'later' | 'reject';

export const layers = ['base', 'industry', 'tenant', 'partner'] as const;
export type Layer = (typeof layers)[number];

export type TableEntries = Readonly<Record<string, Json>>;

export interface Sample {
  readonly name: string;
  /** Paths beside the mapping file. */
  readonly input: string;
  readonly expected: string;
  /** Values for `$context`. */
  readonly context?: Readonly<Record<string, Json>>;
  /** Instant that stands for now. */
  readonly now?: string;
  /** Master data of this sample; the caller's when absent. */
  readonly lookups?: readonly {
    readonly object: string;
    readonly scheme: string;
    readonly value: string;
    readonly record: Json;
  }[];
}

/** The parsed content of one mapping file. */
export interface MappingData {
  readonly mapping: string;
  readonly version: string;
  readonly layer: Layer;
  readonly extends?: string;
  readonly description?: string;
  readonly source?: Form;
  readonly target?: Form;
  readonly zone?: string;
  readonly tables?: Readonly<Record<string, TableEntries>>;
  readonly rules: Readonly<Record<string, Rule | null>>;
  readonly samples?: readonly Sample[];
}

/** Master data by identifier; null when unknown. */
export type MasterLookup = (object: string, scheme: string, value: string) => Json | null;

/** Everything a run may know besides the document. */
export interface MappingContext {
  now(): Date;
  readonly lookup: MasterLookup;
  /** The message around the document, read by paths as `$message.name`: what flows keep beside the payload. */
  readonly message?: unknown;
  /** Read by paths as `$context.name`. */
  readonly values?: Readonly<Record<string, Json>>;
}

/** One thing that kept a document from being mapped. */
export interface MappingProblem {
  readonly code: ErrorCode;
  /** Target field: `lines[1].quantity.unit`. */
  readonly target: string;
  /** Where in the document the rule looked: `PO1Loop[1].PO1.PO103`; empty for constants and expressions. */
  readonly source: string;
  /** What stood there. */
  readonly value: Json;
  readonly file: string;
  readonly line: number;
  readonly problem: string;
  readonly remedy: string;
}

/** `value` is the whole document when `ok`, otherwise what could be mapped. */
export type MappingResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly value: Json; readonly problems: readonly MappingProblem[] };

/** What a target validator says; `path` as `lines[0].item` or as a JSON pointer. */
export type TargetValidation =
  | { readonly valid: true }
  | {
      readonly valid: false;
      readonly problems: readonly { readonly path: string; readonly problem: string }[];
    };

/** How far one document may go. */
export interface MappingLimits {
  /** Nesting of objects copied whole and of expression results. */
  readonly depth: number;
  /** Characters and values written to the target. */
  readonly size: number;
  readonly problems: number;
  /** All expressions of one run together, by the context's clock. */
  readonly runMs: number;
}
