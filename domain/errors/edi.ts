import type { ErrorTable } from './table.ts';

const terminal = { retry: 'terminal', fault: 'business' } as const;
const ours = { retry: 'terminal', fault: 'technical' } as const;

/** Codes of the EDI engine. Which of them an acknowledgement can express is in `x12/ack-codes.ts` and `edifact/ack-codes.ts`. */
export const ediErrors = {
  // The file
  CD_EDI_NOT_EDI: {
    ...terminal,
    message: 'Byte {byte}: no ISA, UNA or UNB segment; found "{found}"',
    remedy: 'Check that the file is EDI and that nothing was put before, after or between its interchanges.',
  },
  CD_EDI_TRUNCATED: {
    ...terminal,
    message: 'The file ends at byte {byte} inside segment {segmentId}, before its terminator "{terminator}"',
    remedy: 'Ask the partner to send the whole file again; look for an interrupted transfer.',
  },
  CD_EDI_TERMINATOR_MISSING: {
    ...terminal,
    message: '{where}: the last segment has no terminator',
    remedy: 'Nothing has to be done here; the partner should end the file with a segment terminator.',
  },
  CD_EDI_ISA_INVALID: {
    ...terminal,
    message: 'Byte {byte}: ISA{element} must have {expected} characters and has {actual}',
    remedy:
      'Pad every element of ISA to its fixed width; a line break inside ISA shows up as this error too.',
  },
  CD_EDI_UNB_INVALID: {
    ...terminal,
    message: 'Byte {byte}: UNB names the syntax "{found}", which is none of UNOA to UNOY, version 1 to 4',
    remedy: 'Send a syntax identifier and version such as UNOC:3 in UNB, separated as the UNA segment says.',
  },
  CD_EDI_DELIMITERS_INVALID: {
    ...terminal,
    message:
      'Byte {byte}: the delimiters {delimiters} are not distinct characters other than letters, digits and space',
    remedy: 'Use five different special characters as delimiters in ISA or UNA.',
  },
  CD_EDI_INTERACTIVE_REFUSED: {
    ...terminal,
    message:
      'Byte {byte}: an interactive interchange (UIB) was received; only batch interchanges (UNB) are read',
    remedy: 'Ask the partner to send batch EDIFACT.',
  },
  CD_EDI_CHARSET_UNSUPPORTED: {
    ...terminal,
    message: 'Byte {byte}: the character set {charset} is not supported',
    remedy: 'Agree on UNOA, UNOB, UNOC (ISO 8859-1) or UNOY (UTF-8) with the partner.',
  },
  CD_EDI_LIMIT_BYTES: {
    ...terminal,
    message: 'The file or interchange has {actual} bytes, more than the {limit} allowed',
    remedy: 'Split the file, or raise limits.bytes in the agreement.',
  },
  CD_EDI_BINARY_INVALID: {
    ...terminal,
    message:
      'The segment {segmentId} at byte {byte} does not say how many bytes of data follow: "{found}" is no number up to {limit} before a terminator',
    remedy:
      'Ask the partner to send BIN01, BDS02 or UNO S022 as the number of bytes, or raise limits.binary in the agreement.',
  },
  CD_EDI_LIMIT_SEGMENT_LENGTH: {
    ...terminal,
    message: 'The segment at byte {byte} has no terminator within {limit} bytes',
    remedy: 'Check the segment terminator, or raise limits.segmentLength in the agreement.',
  },
  CD_EDI_LIMIT_ELEMENTS: {
    ...terminal,
    message: 'The segment {segmentId} at byte {byte} has more than {limit} elements',
    remedy: 'Check the delimiters, or raise limits.elements in the agreement.',
  },
  CD_EDI_LIMIT_SEGMENTS: {
    ...terminal,
    message: 'The file or interchange has more than {limit} segments',
    remedy: 'Split the file, or raise limits.segments in the agreement.',
  },
  CD_EDI_LIMIT_TRANSACTIONS: {
    ...terminal,
    message: 'The file or interchange has more than {limit} transaction sets',
    remedy: 'Split the file, or raise limits.transactions in the agreement.',
  },
  CD_EDI_LIMIT_INTERCHANGES: {
    ...terminal,
    message: 'The file has more than {limit} interchanges; those from byte {byte} on were not read',
    remedy: 'Split the file, or raise limits.interchanges in the agreement.',
  },
  CD_EDI_LIMIT_BROKEN: {
    ...terminal,
    message:
      '{limit} interchanges of the file cannot be read or have no trailer; what follows from byte {byte} on was not read',
    remedy:
      'Look at the first of them: the file is no EDI or was damaged on the way. Ask the partner to send it again.',
  },
  CD_EDI_LIMIT_PROBLEMS: {
    ...terminal,
    message:
      'The envelopes of the file have more than {limit} problems; it was not read further than byte {byte}',
    remedy: 'Solve the problems above and send again.',
  },

  // Envelopes
  CD_EDI_SEGMENT_ID_INVALID: {
    ...terminal,
    message: '{where}: "{found}" is no segment id (two or three capital letters and digits)',
    remedy: 'Look for a stray delimiter or line break just before this place.',
  },
  CD_EDI_SEGMENT_OUTSIDE_ENVELOPE: {
    ...terminal,
    message: '{where}: {segmentId} is not allowed here, outside of a transaction set',
    remedy: 'Move the segment between a transaction header and its trailer.',
  },
  CD_EDI_TRAILER_MISSING: {
    ...terminal,
    message: '{where}: {header} {controlNumber} is not closed by {trailer}',
    remedy: 'Send {trailer}; look for a truncated file.',
  },
  CD_EDI_HEADER_MISSING: {
    ...terminal,
    message: '{where}: {trailer} closes nothing; there is no open {header}',
    remedy: 'Remove the segment or send the {header} it belongs to.',
  },
  CD_EDI_CONTROL_NUMBER_MISMATCH: {
    ...terminal,
    message: '{where}: control number "{actual}" differs from "{expected}" in {header}',
    remedy: 'Send the same control number in {header} and its trailer.',
  },
  CD_EDI_CONTROL_NUMBER_INVALID: {
    ...terminal,
    message: '{where}: the control number "{found}" is missing or not of the form the standard asks for',
    remedy: 'Send a control number of {expected}.',
  },
  CD_EDI_CONTROL_NUMBER_REPEATED: {
    ...terminal,
    message: '{where}: control number "{found}" was already used at byte {byte}',
    remedy: 'Number the {level}s of one envelope differently.',
  },
  CD_EDI_COUNT_MISMATCH: {
    ...terminal,
    message: '{where}: the trailer counts "{actual}" {unit}, there are {expected}',
    remedy: 'Correct the count, or look for segments lost on the way.',
  },
  CD_EDI_GROUP_CODE_MISMATCH: {
    ...terminal,
    message: '{where}: transaction set {type} does not belong in a functional group {found}',
    remedy: 'Send {type} in a group with the functional identifier {expected}.',
  },
  CD_EDI_GROUP_MIXED: {
    ...terminal,
    message: '{where}: the interchange has messages in functional groups and others outside of any',
    remedy: 'Send all messages of the interchange in groups (UNG), or none.',
  },
  CD_EDI_INTERCHANGE_EMPTY: {
    ...terminal,
    message: '{where}: the interchange holds no message',
    remedy: 'Send no interchange when there is nothing to send.',
  },

  CD_EDI_REJECTED_TOGETHER: {
    ...terminal,
    message:
      '{where}: {type} {controlNumber} is rejected with its {level}, because {rejected} of {count} in it is rejected and agreement {agreement} takes a {level} as a whole',
    remedy: 'Correct what is wrong in the others and send the whole {level} again.',
  },

  // Who and what
  CD_EDI_PARTNER_UNKNOWN: {
    ...terminal,
    message: 'No agreement for {standard} from {sender} to {receiver}',
    remedy:
      "Add an agreement with these identities to the partner's pack, or tell the sender which ids to use.",
  },
  CD_EDI_AGREEMENT_NOT_EFFECTIVE: {
    ...terminal,
    message: 'Agreement {agreement} is effective {period}, not on {date}',
    remedy: 'Extend the agreement or add its successor.',
  },
  CD_EDI_AGREEMENT_INVALID: {
    ...ours,
    message: '{where}: {problem}',
    remedy: 'Correct the agreement; its form is in domain/edi/agreement.schema.json.',
  },
  CD_EDI_TEST_INDICATOR: {
    ...terminal,
    message: 'The interchange is marked as {found}; agreement {agreement} is for {expected}',
    remedy: 'Send it to the other environment, or correct the usage indicator.',
  },
  CD_EDI_TRANSACTION_UNSUPPORTED: {
    ...terminal,
    message: '{where}: agreement {agreement} does not receive {type}',
    remedy: 'Add {type} under receives in the agreement, or ask the partner not to send it.',
  },
  CD_EDI_VERSION_UNSUPPORTED: {
    ...terminal,
    message: '{where}: {type} has version {found}; agreement {agreement} receives version {expected}',
    remedy: 'Send version {expected}, or change the agreement.',
  },
  CD_EDI_GUIDE_UNKNOWN: {
    ...ours,
    message: 'There is no guide {guide}',
    remedy: 'Add the guide to the pack, or name one that exists.',
  },
  CD_EDI_GUIDE_INVALID: {
    ...ours,
    message: 'Guide {guide}: {problem}',
    remedy: 'Correct the guide; its form is in domain/edi/guides/guide.schema.json.',
  },
  CD_EDI_OVERLAY_INVALID: {
    ...ours,
    message: 'Overlay {overlay}: {problem}',
    remedy: 'Correct the overlay; its form is in domain/edi/guides/overlay.schema.json.',
  },
  CD_EDI_OVERLAY_TARGET: {
    ...ours,
    message: 'Overlay {overlay} changes {at}, which {guide} does not have',
    remedy: 'Correct the address, or add the segment or loop first.',
  },
  CD_EDI_OVERLAY_RELAXES: {
    ...ours,
    message: 'Overlay {overlay} allows more at {at} than {guide} does: {what}',
    remedy: 'Tighten instead, or add "relax": true to the change if both sides agree on it.',
  },
  CD_EDI_OVERLAY_CONFLICT: {
    ...ours,
    message: 'Overlays {first} and {second} are of one level and decide differently; {what}',
    remedy: 'Let one of them end before the other begins, or say the same in both.',
  },

  // Content against the guide
  CD_EDI_SEGMENT_UNKNOWN: {
    ...terminal,
    message: '{where}: {segmentId} is in no part of the {guide} guide',
    remedy: 'Remove the segment, or add it to the guide if the partner may send it.',
  },
  CD_EDI_SEGMENT_OUT_OF_SEQUENCE: {
    ...terminal,
    message: '{where}: {segmentId} does not belong at this place of {type}',
    remedy: 'Send the segments in the order of the guide {guide}.',
  },
  CD_EDI_SEGMENT_MISSING: {
    ...terminal,
    message: '{where}: {segmentId} ({name}) is missing here; the guide {guide} requires it{inLoop}',
    remedy: 'Add {segmentId} before this place.',
  },
  CD_EDI_SEGMENT_TOO_OFTEN: {
    ...terminal,
    message: '{where}: {segmentId} occurs too often; at most {max} allowed',
    remedy: 'Send at most {max} {segmentId} here.',
  },
  CD_EDI_LOOP_TOO_OFTEN: {
    ...terminal,
    message: '{where}: the loop {loop} occurs too often; at most {max} allowed',
    remedy: 'Send at most {max} {loop} loops here.',
  },
  CD_EDI_SEGMENT_EMPTY: {
    ...terminal,
    message: '{where}: {segmentId} has no data',
    remedy: 'Leave the segment out or fill it.',
  },
  CD_EDI_RULE_BROKEN: {
    ...terminal,
    message: '{where}: {says}{found} (rule {rule} of the guide {guide})',
    remedy: 'Correct the values so that the rule holds.',
  },
  CD_EDI_HIERARCHY: {
    ...terminal,
    message: '{where}: {problem}',
    remedy: 'Number the levels once each, and let each name a level above it that the guide {guide} allows.',
  },
  CD_EDI_ELEMENT_MISSING: {
    ...terminal,
    message: '{where}: {element} {name} is missing; the guide {guide} requires it',
    remedy: 'Add {element}.',
  },
  CD_EDI_ELEMENT_CONDITIONAL_MISSING: {
    ...terminal,
    message: '{where}: {element} {name} is missing; {condition}',
    remedy: 'Add {element}, or leave out what makes it necessary.',
  },
  CD_EDI_ELEMENT_EXCLUDED: {
    ...terminal,
    message: '{where}: {element} {name} may not be sent; {condition}',
    remedy: 'Send only one of these elements.',
  },
  CD_EDI_ELEMENT_NOT_USED: {
    ...terminal,
    message: '{where}: {element} {name} is not used in the guide {guide}',
    remedy: 'Leave {element} out.',
  },
  CD_EDI_ELEMENTS_TOO_MANY: {
    ...terminal,
    message: '{where}: {segmentId} has {actual} elements, the guide {guide} knows {max}',
    remedy: 'Remove the elements after {segmentId}{max}.',
  },
  CD_EDI_COMPONENTS_TOO_MANY: {
    ...terminal,
    message: '{where}: {element} {name} has {actual} components, at most {max} are allowed',
    remedy: 'Remove the surplus components, or release the separator if it is data.',
  },
  CD_EDI_ELEMENT_TOO_OFTEN: {
    ...terminal,
    message: '{where}: {element} {name} is repeated {actual} times, at most {max} are allowed',
    remedy: 'Send at most {max} repetitions.',
  },
  CD_EDI_ELEMENT_TOO_FEW: {
    ...terminal,
    message: '{where}: {element} {name} comes {actual} times, at least {min} repetitions are needed',
    remedy: 'Send at least {min} repetitions.',
  },
  CD_EDI_ELEMENT_TOO_SHORT: {
    ...terminal,
    message: '{where}: {element} {name} "{value}" has {actual} characters, at least {min} are needed',
    remedy: 'Send {min} to {max} characters.',
  },
  CD_EDI_ELEMENT_TOO_LONG: {
    ...terminal,
    message: '{where}: {element} {name} "{value}" has {actual} characters, at most {max} are allowed',
    remedy: 'Send {min} to {max} characters.',
  },
  CD_EDI_ELEMENT_CHARACTERS: {
    ...terminal,
    message: '{where}: {element} {name} "{value}" has characters that are not allowed in {type}',
    remedy: 'Send {type} only.',
  },
  CD_EDI_ELEMENT_CODE_UNKNOWN: {
    ...terminal,
    message: '{where}: {element} {name} "{value}" is not in the code list of the guide {guide}',
    remedy: 'Use a listed code, or add this one to the guide if both sides agree.',
  },
  CD_EDI_ELEMENT_DATE_INVALID: {
    ...terminal,
    message: '{where}: {element} {name} "{value}" is not a date',
    remedy: 'Send a calendar date as CCYYMMDD or YYMMDD.',
  },
  CD_EDI_ELEMENT_TIME_INVALID: {
    ...terminal,
    message: '{where}: {element} {name} "{value}" is not a time of day',
    remedy: 'Send a time as HHMM, HHMMSS or HHMMSSDD.',
  },
  CD_EDI_PROBLEMS_TOO_MANY: {
    ...terminal,
    message: '{where}: {count} more problems are not listed here, {errors} of them errors',
    remedy:
      'Solve the problems above and send again; limits.problems and limits.fileProblems of the agreement say how many are listed.',
  },

  // Writing
  CD_EDI_WRITE_FORM: {
    ...ours,
    message: 'Cannot write {type}: {path} {problem}',
    remedy: 'Correct the mapping: its result must have the JSON form of the guide {guide}.',
  },
  CD_EDI_WRITE_INVALID: {
    ...ours,
    message: 'Cannot write {type} {controlNumber}: {count} problems; {problems}',
    remedy: 'Correct the mapping or the document; nothing was sent and nothing was cut off.',
  },
  CD_EDI_WRITE_CHARACTER: {
    ...ours,
    message: 'Cannot write {type}: {path} contains "{character}", which {reason}',
    remedy: 'Replace the character in the mapping, or agree on other delimiters or another character set.',
  },
  CD_EDI_WRITE_ENVELOPE: {
    ...ours,
    message: 'Cannot write the envelope: {element} "{value}" {problem}',
    remedy: 'Correct the agreement {agreement} or the control numbers handed over.',
  },
  CD_EDI_ANONYMISE_UNSAFE: {
    ...ours,
    message: '{type} {controlNumber} {problem}: what in it names somebody cannot be told',
    remedy: 'Name a guide for it with --guide, or take it out of the file; nothing was written.',
  },
  CD_EDI_SAMPLE_IMPOSSIBLE: {
    ...ours,
    message:
      'No document that {guide} allows was found in {attempts} attempts; the last one failed: {reason}',
    remedy: 'Try another seed; if none helps, look for rules of the guide that contradict each other.',
  },
  CD_EDI_ACKNOWLEDGEMENT_FORM: {
    ...terminal,
    message: '{type} {controlNumber} is no acknowledgement that can be read: {problem}',
    remedy: 'Ask the partner for a correct acknowledgement.',
  },
} as const satisfies ErrorTable;
