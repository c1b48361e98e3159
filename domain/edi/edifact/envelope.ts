import type { GroupEnvelope, Identity, InterchangeEnvelope } from '../envelope.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { componentsOf } from '../values.ts';
import { isoDate, isoTime } from '../wire-date.ts';

const identity = ([id = '', qualifier = '']: string[]): Identity => {
  const trimmed = id.trim();
  return qualifier === '' ? { id: trimmed } : { qualifier, id: trimmed };
};

/** What the UNB segment under the cursor says. */
export function readUnb(cursor: SegmentCursor): InterchangeEnvelope {
  const [date = '', time = ''] = componentsOf(cursor, 4);
  return {
    standard: 'EDIFACT',
    sender: identity(componentsOf(cursor, 2)),
    receiver: identity(componentsOf(cursor, 3)),
    controlNumber: cursor.text(5).trim(),
    date: isoDate(date),
    time: isoTime(time),
    version: componentsOf(cursor, 1).slice(0, 2).join(':'),
    test: cursor.text(11) === '1',
    acknowledgementRequested: cursor.text(9) === '1',
  };
}

/** What the UNG segment under the cursor says. */
export function readUng(cursor: SegmentCursor): GroupEnvelope {
  const [date = '', time = ''] = componentsOf(cursor, 4);
  return {
    code: cursor.text(1),
    sender: identity(componentsOf(cursor, 2)).id,
    receiver: identity(componentsOf(cursor, 3)).id,
    date: isoDate(date),
    time: isoTime(time),
    controlNumber: cursor.text(5).trim(),
    version: componentsOf(cursor, 7).slice(0, 2).join(''),
  };
}

/** The message that the UNH segment under the cursor opens. */
export function readUnh(cursor: SegmentCursor) {
  const identifier = componentsOf(cursor, 2);
  const [type = '', version = '', release = '', , association = ''] = identifier;
  return {
    type,
    identifier,
    version: version + release,
    controlNumber: cursor.text(1).trim(),
    ...(association === '' ? {} : { association }),
  };
}
