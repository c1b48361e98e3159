import type { Standard } from './dialect.ts';
import type { Identity } from './envelope.ts';

/** A simple element, the repetitions of one, or the repetitions of a composite. */
export type ElementValue = string | readonly string[] | readonly Readonly<Record<string, string>>[];

/** Elements by name: `BEG03`; components `DTM01_2`. Decoded, released, trailing spaces trimmed; empty ones absent. */
export interface SegmentValues {
  [element: string]: ElementValue;
}

/** Segments by id (an array if the guide lets them repeat) and loops as arrays: `PO1Loop`. */
export interface LoopValues {
  [name: string]: SegmentValues | SegmentValues[] | LoopValues[];
}

/** One transaction set or message as JSON: what edi-read gives and edi-write takes. */
export interface TransactionJson {
  readonly standard: Standard;
  readonly version: string;
  readonly type: string;
  readonly controlNumber: string;
  /** Implementation the sender names: ST03, or UNH S009/0057 such as `EAN008`. */
  readonly association?: string;
  readonly interchange?: {
    readonly sender: Identity;
    readonly receiver: Identity;
    readonly controlNumber: string;
    readonly date: string;
    readonly time: string;
    readonly test: boolean;
  };
  readonly group?: {
    readonly code: string;
    readonly sender: string;
    readonly receiver: string;
    readonly controlNumber: string;
    readonly date: string;
    readonly time: string;
    readonly version: string;
  };
  readonly segments: LoopValues;
}
