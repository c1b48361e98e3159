import type { Level } from './envelope.ts';
import { levels } from './envelope.ts';
import { tagOf } from './tag.ts';

/** The headers and trailers of a syntax, by tag. */
export type EnvelopeTags = ReadonlyMap<number, { readonly level: Level; readonly closes: boolean }>;

const tagsOf = (standard: 'X12' | 'EDIFACT'): EnvelopeTags =>
  new Map(
    Object.values(levels[standard]).flatMap((level): [number, { level: Level; closes: boolean }][] => [
      [tagOf(level.header), { level, closes: false }],
      [tagOf(level.trailer), { level, closes: true }],
    ]),
  );

export const envelopeTags = { X12: tagsOf('X12'), EDIFACT: tagsOf('EDIFACT') } as const;

export const interchangeAcknowledgement = tagOf('TA1');

/** Segments of the interchange itself: acknowledgements, security and grade of service (X12.5, X12.56). */
export const ofInterchange: ReadonlySet<number> = new Set(
  ['TA1', 'TA3', 'ISB', 'ISE', 'ISX', 'UNO', 'UNP'].map(tagOf),
);

const initials = new Uint8Array(256).fill(1, 255);
for (const initial of 'GISU') initials[initial.charCodeAt(0)] = 1;

/** Whether a tag could be of an envelope, or is none: most segments are told from those by their first letter. */
export const mayBeEnvelope = (tag: number): boolean => initials[(tag >> 16) & 0xff] === 1;
