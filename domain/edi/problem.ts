import { type CrossdockError, type ErrorCode, type ErrorParameters, sentencesOf } from '../errors.ts';
import type { SegmentCursor } from './segment-cursor.ts';

/** Where in a file something is. */
export interface Location {
  /** Offset in the file. */
  readonly byte: number;
  /** Position in the transaction set, its header (ST, UNH) being 1; 0 outside of one. */
  readonly segment: number;
  readonly segmentId: string;
  readonly element?: number;
  readonly component?: number;
  readonly repetition?: number;
  /** Loop path with occurrence numbers from 1: `PO1Loop[3]`. */
  readonly loop?: string;
}

/** One thing that is wrong. An `error` makes its transaction set, group or interchange fail; a `warning` does not. */
export interface Problem {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly remedy: string;
  readonly location: Location;
  /** Number of the data element in the standard's dictionary (`353`, `2005`), for acknowledgements. */
  readonly elementNumber?: string;
  /** The offending value, for acknowledgements. */
  readonly value?: string;
  /** Only the implementation asks for it: the guide without its overlays has nothing against it. */
  readonly by?: 'implementation';
  /** What a broken rule asks for, and where. */
  readonly situation?: Situation;
}

/** A demand that a guide makes where something else is as it is. */
export interface Situation {
  readonly demands: 'sent' | 'absent' | 'value' | 'segment' | 'no-segment' | 'loop';
  /** The element that is to be sent, absent or of a value; 0: it is none that could be named. */
  readonly element: number;
  /** What makes the demand: an element of the same segment, or of another one (0: that it comes); absent where it is always made. */
  readonly trigger?: { readonly element: number; readonly segmentId?: string; readonly segment?: number };
  /** The segment that is missing, or may not be there. */
  readonly segmentId?: string;
}

/** What a problem may say besides where it is. */
export type ProblemDetails = Partial<Pick<Problem, 'severity' | 'elementNumber' | 'value' | 'situation'>>;

const describe = (location: Location): string => {
  if (location.segment === 0) return `byte ${location.byte} (${location.segmentId})`;
  const loop = location.loop ? `, ${location.loop}` : '';
  return `segment ${location.segment} (${location.segmentId}${loop})`;
};

/** A problem with its sentence made from the error table; `{where}` is the location in words. */
export function problemAt(
  code: ErrorCode,
  location: Location,
  parameters: ErrorParameters = {},
  more: ProblemDetails = {},
): Problem {
  const { message, remedy } = sentencesOf(code, { where: describe(location), ...parameters });
  return { code, severity: 'error', message, remedy, location, ...more };
}

/** A thrown reader error as a problem of the place where reading stopped. */
export function problemOf(error: CrossdockError, location: Location): Problem {
  const { code, message, remedy } = error;
  return { code, severity: 'error', message, remedy, location };
}

/** The place of the cursor's segment. */
export function placeOf(cursor: SegmentCursor, segment: number, element?: number): Location {
  const place = { byte: cursor.base + cursor.from, segment, segmentId: cursor.id() };
  return element === undefined ? place : { ...place, byte: cursor.base + cursor.start(element), element };
}

const isError = ({ severity }: Problem): boolean => severity === 'error';

export const hasErrors = (problems: readonly Problem[]): boolean => problems.some(isError);

/** The problem that ends a list which leaves some out; an error if one of them is. */
export const leftOut = (count: number, errors: number, location: Location): Problem =>
  problemAt(
    'CD_EDI_PROBLEMS_TOO_MANY',
    location,
    { count, errors },
    { severity: errors > 0 ? 'error' : 'warning' },
  );

/** The first problems of a list, and how many were left out where it is longer than that. */
export function atMost(max: number, problems: readonly Problem[]): readonly Problem[] {
  const more = problems.slice(max);
  const [next] = more;
  if (!next) return problems;
  return [...problems.slice(0, max), leftOut(more.length, more.filter(isError).length, next.location)];
}
