import { CrossdockError, type ErrorCode, type ErrorRecord, errorTable } from '../../domain/errors.ts';
import { defaultAction } from './definition.ts';

/**
 * What the exception says. A coded error that the message carries in `msg.error` stays what it is when its own words
 * are the reason; a reason of the flow's author becomes CD_RAISED_BY_FLOW. An action of the author's replaces the
 * remedy in either case.
 */
export function errorOfMessage(carried: unknown, reason: string, action: string): ErrorRecord {
  const own = action.trim() !== '' && action !== defaultAction;
  const coded = codedError(carried);
  if (coded?.message !== reason) return new CrossdockError('CD_RAISED_BY_FLOW', { reason, action }).record();
  return { ...coded, remedy: own ? action : coded.remedy };
}

/** `msg.error` of a node of ours (a whole record) or of a catch node (code and message of what was thrown). */
function codedError(carried: unknown): ErrorRecord | null {
  if (typeof carried !== 'object' || carried === null) return null;
  const { code, message, remedy, parameters }: Readonly<Record<string, unknown>> = { ...carried };
  if (!isCode(code) || typeof message !== 'string') return null;
  const { retry, fault, remedy: template } = errorTable[code];
  const known = parametersOf(parameters);
  const complete = [...template.matchAll(/\{(\w+)\}/g)].every(
    ([, name]) => name !== undefined && name in known,
  );
  const fromTable = complete ? new CrossdockError(code, known).remedy : defaultAction;
  return {
    code,
    message,
    remedy: typeof remedy === 'string' ? remedy : fromTable,
    retry,
    fault,
    parameters: known,
  };
}

const isCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorTable, code);

function parametersOf(value: unknown): ErrorRecord['parameters'] {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one)),
  );
}
