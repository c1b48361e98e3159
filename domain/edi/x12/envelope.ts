import type { GroupEnvelope, InterchangeAcknowledgement, InterchangeEnvelope } from '../envelope.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { isoDate, isoTime } from '../wire-date.ts';

/** What the ISA segment under the cursor says. */
export function readIsa(cursor: SegmentCursor): InterchangeEnvelope {
  const text = (element: number): string => cursor.text(element).trim();
  return {
    standard: 'X12',
    sender: { qualifier: text(5), id: text(6) },
    receiver: { qualifier: text(7), id: text(8) },
    controlNumber: text(13),
    date: isoDate(text(9)),
    time: isoTime(text(10)),
    version: text(12),
    test: text(15) === 'T',
    acknowledgementRequested: text(14) === '1',
  };
}

/** What the GS segment under the cursor says. */
export function readGs(cursor: SegmentCursor): GroupEnvelope {
  const text = (element: number): string => cursor.text(element).trim();
  return {
    code: text(1),
    sender: text(2),
    receiver: text(3),
    date: isoDate(text(4)),
    time: isoTime(text(5)),
    controlNumber: text(6),
    version: text(8),
  };
}

/** The transaction set that the ST segment under the cursor opens; its version is the group's. */
export function readSt(cursor: SegmentCursor, groupVersion: string) {
  const association = cursor.text(3).trim();
  return {
    type: cursor.text(1).trim(),
    version: groupVersion,
    controlNumber: cursor.text(2).trim(),
    ...(association === '' ? {} : { association }),
  };
}

/** What the TA1 segment under the cursor says. */
export function readTa1(cursor: SegmentCursor): InterchangeAcknowledgement {
  return {
    controlNumber: cursor.text(1),
    date: isoDate(cursor.text(2)),
    time: isoTime(cursor.text(3)),
    status: cursor.text(4),
    note: cursor.text(5),
  };
}
