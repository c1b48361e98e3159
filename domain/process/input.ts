import { isCanonicalObject, validateCanonical } from '../canonical/validate.ts';
import { CrossdockError } from '../errors.ts';
import { type DocumentType, documentIdentity, type ProcessInput } from './documents.ts';
import { holdCodes } from './types.ts';

type Check = (value: unknown) => string | null;

const text: Check = (value) =>
  typeof value === 'string' && value.trim() !== '' ? null : 'must be a text that is not empty';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value);
const instant: Check = (value) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? null : 'must be an instant (RFC 3339)';
const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? null : `must be one of ${values.join(', ')}`;
const prices: Check = (value) =>
  Array.isArray(value) &&
  value.every((each) => typeof each?.lineNumber === 'string' && isMoney(each.unitPrice))
    ? null
    : 'must be a list of { lineNumber, unitPrice: { amount, currency } }';

const yesOrNo: Check = (value) => (typeof value === 'boolean' ? null : 'must be true or false');
const answers: Check = (value) =>
  Array.isArray(value) &&
  value.every((each) => typeof each?.lineNumber === 'string' && typeof each.accepted === 'boolean')
    ? null
    : 'must be a list of { lineNumber, accepted, reason? }';

const isMoney = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  /^-?(0|[1-9]\d*)(\.\d+)?$/.test(String((value as { amount?: unknown }).amount)) &&
  /^[A-Z]{3}$/.test(String((value as { currency?: unknown }).currency));

/** Documents that are the process's own and have no canonical schema: what each property must be. */
const ownDocuments: Partial<Readonly<Record<DocumentType, Readonly<Record<string, Check>>>>> = {
  'erp-confirmation': {
    orderNumber: text,
    erpOrderNumber: text,
    system: optional(text),
    decisionNumber: optional(text),
    confirmedAt: optional(instant),
    creditStatus: optional(oneOf(['clear', 'blocked'])),
    lines: optional(prices),
  },
  'release-confirmed': {
    releaseNumber: text,
    orderNumber: optional(text),
    warehouseReference: optional(text),
    confirmedAt: optional(instant),
  },
  'release-change-answer': {
    requestNumber: text,
    releaseNumber: optional(text),
    accepted: yesOrNo,
    reason: optional(text),
    answeredAt: optional(instant),
    lines: optional(answers),
  },
  'invoice-posted': {
    invoiceNumber: text,
    orderNumber: optional(text),
    system: optional(text),
    documentNumber: optional(text),
    postedAt: optional(instant),
  },
  compensation: { because: text, by: text },
  reversal: { step: text, done: yesOrNo, reason: optional(text) },
  hold: {
    code: oneOf(holdCodes),
    reason: text,
    by: text,
    owner: optional(text),
    shipmentId: optional(text),
    expiresAt: optional(instant),
  },
  'release-hold': {
    holdId: optional(text),
    code: optional(oneOf(holdCodes)),
    reason: text,
    by: text,
  },
};

/** Document types the process records that are canonical objects under another name. */
const canonicalNames: Partial<Record<DocumentType, string>> = { 'invoice-issued': 'invoice' };

export const documentTypes = Object.keys(documentIdentity) as readonly DocumentType[];

/** @throws CD_PROCESS_TYPE_UNKNOWN */
export function documentType(name: string): DocumentType {
  const known = documentTypes.find((type) => type === name || canonicalNames[type] === name);
  if (known) return known;
  throw new CrossdockError('CD_PROCESS_TYPE_UNKNOWN', { type: name, known: documentTypes.join(', ') });
}

/**
 * A document from outside, checked, as `apply` takes it.
 *
 * @throws CD_PROCESS_DOCUMENT_INVALID with the first problem
 */
export function processInput(
  type: DocumentType,
  document: unknown,
  messageId: string,
  at: string,
): ProcessInput {
  const problem = problemOf(type, document);
  if (problem) throw new CrossdockError('CD_PROCESS_DOCUMENT_INVALID', { type, ...problem });
  // Checked against the schema or the table above, which describe the types of ProcessDocuments.
  return { type, document, messageId, at } as ProcessInput;
}

const notReturned = (document: unknown): { path: string; problem: string } | null =>
  (document as { readonly kind?: unknown }).kind === 'return'
    ? null
    : { path: '/kind', problem: "must be return: no other receipt is of a customer's order" };

function problemOf(type: DocumentType, document: unknown): { path: string; problem: string } | null {
  const own = ownDocuments[type];
  if (!own) {
    const object = canonicalNames[type] ?? type;
    if (!isCanonicalObject(object)) return null;
    const result = validateCanonical(object, document);
    if (!result.valid) return result.problems[0] ?? { path: '', problem: 'is not valid' };
    return type === 'goods-receipt' ? notReturned(document) : null;
  }
  if (typeof document !== 'object' || document === null)
    return { path: 'the document', problem: 'must be an object' };
  const found = document as Readonly<Record<string, unknown>>;
  for (const [path, check] of Object.entries(own)) {
    const problem = check(found[path]);
    if (problem) return { path, problem };
  }
  return type === 'release-hold' && found.holdId === undefined && found.code === undefined
    ? { path: 'code', problem: 'or holdId must be given' }
    : null;
}
