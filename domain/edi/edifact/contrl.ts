import type { Identity } from '../envelope.ts';
import { isAcknowledgement } from '../guides/select.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import type { Problem } from '../problem.ts';
import type { ReceivedInterchange, ReceivedTransaction } from '../received.ts';
import { action, demandedSegments, invalidCharacter, syntaxErrors, unspecified } from './ack-codes.ts';

/** Repetitions CONTRL allows for UCS and UCD. */
const segmentsPerMessage = 999;
const elementsPerSegment = 99;
/** 0098 and 0104 have three digits. */
const lastPosition = 999;

function errorOf({ code, value = '', situation }: Problem): string {
  if (code === 'CD_EDI_ELEMENT_CHARACTERS' && [...value].some(isControl)) return invalidCharacter;
  return (situation && demandedSegments[situation.demands]) ?? syntaxErrors[code] ?? unspecified;
}

const isError = ({ severity }: Problem): boolean => severity === 'error';
const isControl = (character: string): boolean => character < ' ' || character === '\x7f';

/**
 * The CONTRL message for a received interchange: the verdict on it, then on each of its messages. CONTRL knows
 * no "accepted with errors"; such a message is acknowledged.
 */
export function buildContrl(received: Omit<ReceivedInterchange, 'acknowledgement'>): TransactionJson {
  const { envelope, transactions, groups } = received;
  const own = received.problems.find(isError);
  const first = own ?? groups.flatMap((group) => group.problems).find(isError);
  const messages = first ? [] : transactions.filter(({ json }) => !isAcknowledgement(json.type));
  const segments: LoopValues = {
    UCI: {
      UCI01: reference(envelope.controlNumber),
      ...identity('UCI02', envelope.sender),
      ...identity('UCI03', envelope.receiver),
      UCI04: first ? action.rejected : action.acknowledged,
      ...(first ? { UCI05: errorOf(first), ...serviceSegment('UCI', 6, first, own ? 'UNZ' : 'UNE') } : {}),
    },
    ...(messages.length > 0 ? { UCMLoop: messages.map(verdictOn) } : {}),
  };
  return { standard: 'EDIFACT', version: 'D3', type: 'CONTRL', controlNumber: '1', segments };
}

const identity = (element: string, { id, qualifier }: Identity): SegmentValues => ({
  [`${element}_1`]: id,
  ...(qualifier ? { [`${element}_2`]: qualifier } : {}),
});

const serviceSegments = new Set(['UNA', 'UNB', 'UNZ', 'UNG', 'UNE', 'UNH', 'UNT']);

/** 0135 and S011: the service segment that is wrong, and the place in it; the one that is missing where it is the trailer. */
function serviceSegment(
  id: string,
  element: number,
  { code, location }: Problem,
  trailer: string,
): SegmentValues {
  const tag = `${id}0${element}`;
  if (code === 'CD_EDI_TRAILER_MISSING') return { [tag]: trailer };
  if (!serviceSegments.has(location.segmentId)) return {};
  const place = location.element === undefined ? {} : elementPlace(`${id}0${element + 1}`, location);
  return { [tag]: location.segmentId, ...place };
}

function verdictOn({ json, problems, accepted, identifier = [] }: ReceivedTransaction): LoopValues {
  const errors = problems.filter(isError);
  const ofMessage = errors.find((problem) => isOfMessage(problem));
  const inSegments = errors.filter((problem) => !isOfMessage(problem));
  const parts = identifier.slice(0, 5).map((text, index) => [`UCM02_${index + 1}`, text] as const);
  const named = parts.length >= 4 && parts.every(([, text], index) => fits(text, index));
  const loops = accepted ? [] : segmentLoops(inSegments);
  return {
    UCM: {
      UCM01: reference(json.controlNumber),
      ...(named ? Object.fromEntries(parts.filter(([, text]) => text !== '')) : {}),
      UCM03: accepted ? action.acknowledged : action.rejected,
      ...(ofMessage && !accepted
        ? { UCM04: errorOf(ofMessage), ...serviceSegment('UCM', 5, ofMessage, 'UNT') }
        : {}),
    },
    ...(loops.length > 0 ? { UCSLoop: loops } : {}),
  };
}

/** A reference as sent, brought to a form CONTRL can carry: 14 printable characters at most, 0 if there is none. */
const reference = (text: string): string =>
  text
    .replace(/[^ -~]/g, '?')
    .slice(0, 14)
    .trim() || '0';

/** Widths of S009: type, version, release, agency, association; only the last may be empty. */
const identifierWidths = [6, 3, 3, 2, 6] as const;
const fits = (text: string, index: number): boolean =>
  (index === 4 || text !== '') && text.length <= (identifierWidths[index] ?? 0) && /^[ -~]*$/.test(text);

/** Faults of UNH and UNT, and those that concern the message as a whole. */
const isOfMessage = ({ code, location }: Problem): boolean =>
  code === 'CD_EDI_TRAILER_MISSING' || serviceSegments.has(location.segmentId);

function segmentLoops(problems: readonly Problem[]): LoopValues[] {
  const byPosition = Map.groupBy(problems, positionOf);
  return [...byPosition].slice(0, segmentsPerMessage).flatMap(([position, found]) => {
    const UCS01 = String(Math.min(position, 999_999));
    const elements = found.filter(({ location }) => location.element !== undefined);
    const [first, ...others] = found.filter((problem) => isOfSegment(problem));
    const ofSegment: LoopValues = {
      UCS: { UCS01, ...(first ? { UCS02: errorOf(first) } : {}) },
      ...(elements.length > 0 ? { UCD: elements.slice(0, elementsPerSegment).map(elementNote) } : {}),
    };
    const missing = found.filter(({ code }) => code === 'CD_EDI_SEGMENT_MISSING');
    const alone = [...others, ...missing].map(
      (problem): LoopValues => ({ UCS: { UCS01, UCS02: errorOf(problem) } }),
    );
    return first || elements.length > 0 ? [ofSegment, ...alone] : alone;
  });
}

/** 0096: of a segment that is missing the position of the last one before it. */
const positionOf = ({ code, location }: Problem): number =>
  code === 'CD_EDI_SEGMENT_MISSING' ? Math.max(location.segment - 1, 1) : location.segment;

const isOfSegment = ({ code, location }: Problem): boolean =>
  location.element === undefined && code !== 'CD_EDI_SEGMENT_MISSING';

const elementNote = (problem: Problem): SegmentValues => ({
  UCD01: errorOf(problem),
  ...elementPlace('UCD02', problem.location),
});

/** S011. 0098 counts the segment tag as position 1. */
const elementPlace = (key: string, { element = 0, component }: Problem['location']): SegmentValues => ({
  [`${key}_1`]: String(Math.min(element + 1, lastPosition)),
  ...(component === undefined ? {} : { [`${key}_2`]: String(Math.min(component, lastPosition)) }),
});
