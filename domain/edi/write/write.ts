import { CrossdockError } from '../../errors.ts';
import type { Agreement } from '../agreement.ts';
import { encode, firstUnencodable } from '../charset.ts';
import type { Standard } from '../dialect.ts';
import { edifactInterchange } from '../edifact/interchange.ts';
import type { Guide } from '../guides/compiled.ts';
import { type GuideFor, libraryGuide } from '../guides/load.ts';
import type { TransactionJson } from '../json-form.ts';
import { defaultLimits } from '../limits.ts';
import type { Problem } from '../problem.ts';
import { readInterchanges } from '../read-interchanges.ts';
import { readTransaction } from '../read-transaction.ts';
import { x12Interchange } from '../x12/interchange.ts';
import { writeBody } from './body.ts';
import { type Syntax, syntaxOf } from './syntax.ts';
import { withoutTokens } from './token.ts';

/** Control numbers as digits, or as tokens the ledger replaces by nine zero-padded digits at commit. */
export interface ControlNumbers {
  readonly interchangeControlNumber: string;
  /** One per functional group; the interchange's number if there is one group and this is absent. */
  readonly groupControlNumbers?: readonly string[];
}

export interface WriteRequest {
  readonly standard: Standard;
  readonly agreement: Agreement;
  readonly transactions: readonly Pick<TransactionJson, 'type' | 'version' | 'association' | 'segments'>[];
  readonly controlNumbers: ControlNumbers;
  readonly now: Date;
  /** The library's guides if absent. */
  readonly guideFor?: GuideFor;
}

/** A transaction set ready for its envelope. */
export interface WrittenTransaction {
  readonly type: string;
  readonly version: string;
  readonly association?: string;
  readonly guide: Guide;
  readonly segments: readonly string[];
}

/**
 * One interchange as text: transaction sets in the order of their guides, envelopes with counts and control
 * numbers. TA1 come before the groups; transaction sets are numbered from 1 in the order given. Encode it with `encode(text, charsetOf(agreement))`
 * once tokens are replaced.
 *
 * What is written is read back and checked against the guide: nothing is cut off and nothing invalid leaves.
 *
 * @throws CD_EDI_GUIDE_UNKNOWN, CD_EDI_WRITE_FORM, CD_EDI_WRITE_CHARACTER, CD_EDI_WRITE_ENVELOPE, CD_EDI_WRITE_INVALID
 */
export function write(request: WriteRequest): string {
  const { agreement, controlNumbers, now, guideFor = libraryGuide } = request;
  const [receipts, sets] = [request.transactions.filter(isReceipt), request.transactions.filter(isDocument)];
  const documents = sets.map((transaction) => documentOf(transaction, request, guideFor));
  const version = documents[0]?.version ?? receipts[0]?.version ?? '';
  const syntax = syntaxOf(agreement, version.slice(0, 5));
  const written = documents.map(({ transaction, ...document }): WrittenTransaction => {
    return { ...document, segments: writeBody(document.guide, transaction.segments, syntax) };
  });
  const text =
    request.standard === 'X12'
      ? x12Interchange(written, receipts, agreement, syntax, controlNumbers, now)
      : edifactInterchange(written, agreement, syntax, controlNumbers, now);
  checkCharacters(text, syntax, version);
  checkContent(text, syntax, written);
  return text;
}

type Writable = WriteRequest['transactions'][number];

/** A TA1 stands between ISA and the groups, and has no guide. */
const isReceipt = ({ type }: Writable): boolean => type === 'TA1';
const isDocument = (one: Writable): boolean => !isReceipt(one);

function documentOf(transaction: Writable, { standard, agreement }: WriteRequest, guideFor: GuideFor) {
  const { type } = transaction;
  const agreed = agreement.sends[type];
  const version = transaction.version || agreed?.version || '';
  const guide = guideFor(standard, version, type, agreed?.guide);
  if (!guide) {
    const name = agreed?.guide ?? `${standard.toLowerCase()}/${version}/${type}`;
    throw new CrossdockError('CD_EDI_GUIDE_UNKNOWN', { guide: name });
  }
  const association = transaction.association ?? agreed?.association;
  return { transaction, type, version, guide, ...(association ? { association } : {}) };
}

function checkCharacters(text: string, syntax: Syntax, type: string): void {
  const character = firstUnencodable(withoutTokens(text), syntax.charset);
  if (character === null) return;
  const at = text.indexOf(character);
  const path = `the segment "${text.slice(text.lastIndexOf(syntax.segment, at) + 1, at + 1).trim()}"`;
  const reason = `is not in the character set ${syntax.level.slice(0, 4)} (${syntax.charset})`;
  throw new CrossdockError('CD_EDI_WRITE_CHARACTER', { type, path, character, reason });
}

/** Problems named in the error; the rest are counted. */
const named = 5;

function checkContent(text: string, syntax: Syntax, written: readonly WrittenTransaction[]): void {
  const bytes = encode(withoutTokens(text), syntax.charset);
  const outside: Problem[] = [];
  let index = 0;
  for (const interchange of readInterchanges(bytes, {}, outside)) {
    const ofGroups = interchange.groups.flatMap((group) => group.problems);
    refuse(
      [...outside, ...interchange.problems, ...ofGroups],
      'the interchange',
      interchange.envelope.controlNumber,
    );
    for (const range of interchange.groups.flatMap((group) => group.transactions)) {
      const document = written[index];
      index += 1;
      if (!document) continue;
      const options = { limits: defaultLimits, build: false };
      const read = readTransaction(bytes, range, interchange.dialect, document.guide, options);
      refuse([...range.problems, ...read.problems], document.type, range.controlNumber);
    }
  }
  refuse(outside, 'the interchange', '');
}

function refuse(problems: readonly Problem[], type: string, controlNumber: string): void {
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length === 0) return;
  const sentences = errors.slice(0, named).map((problem) => problem.message);
  const more = errors.length > named ? ` and ${errors.length - named} more` : '';
  throw new CrossdockError('CD_EDI_WRITE_INVALID', {
    type,
    controlNumber,
    count: errors.length,
    problems: sentences.join('; ') + more,
    firstCode: errors[0]?.code,
  });
}
