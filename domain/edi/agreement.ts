import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { CrossdockError } from '../errors.ts';
import { programSchemas } from '../schema-options.ts';
import agreementSchema from './agreement.schema.json' with { type: 'json' };
import type { Standard } from './dialect.ts';
import type { Identity } from './envelope.ts';
import type { Limits } from './limits.ts';
import type { UnknownCodes } from './read-transaction.ts';
import { wireTime } from './wire-date.ts';

/** What an agreement says about one type of document. */
export interface AgreedDocument {
  /** `004010` or `D96A`; the library's only version if absent. */
  readonly version?: string;
  readonly association?: string;
  readonly guide?: string;
}

/** The dated terms with one trading partner; `agreement.schema.json` describes every property. */
export interface Agreement {
  readonly agreement: string;
  readonly version: string;
  /** Days, both included. */
  readonly effective: { readonly from: string; readonly to?: string };
  readonly zone?: string;
  readonly standard: Standard;
  readonly partner: Identity & { readonly name?: string };
  readonly own: Identity & { readonly name?: string };
  readonly group?: { readonly partner: string; readonly own: string };
  readonly test: boolean;
  readonly tenant: string;
  readonly receives: Readonly<Record<string, AgreedDocument>>;
  readonly sends: Readonly<Record<string, AgreedDocument>>;
  readonly acknowledge: {
    readonly functional: '997' | '999' | 'CONTRL' | 'none';
    readonly interchange?: 'always' | 'wanted' | 'never';
    readonly technical?: boolean;
  };
  /** Acknowledgements we wait for, each for an ISO 8601 duration after sending. */
  readonly expects?: {
    readonly interchange?: string;
    readonly functional?: string;
    readonly application?: string;
    readonly owner?: string;
  };
  readonly controlNumbers: { readonly interchange: string; readonly gap?: 'ignore' | 'warn' | 'hold' };
  readonly validation?: {
    readonly unknownCodes?: UnknownCodes;
    readonly errors?: 'reject' | 'suspend' | 'accept';
    readonly together?: 'transaction' | 'group' | 'interchange';
  };
  /** Pack files: overlays for this partner, and guides and dictionaries of one's own. */
  readonly guides?: readonly string[];
  /** Documents of one type and version go out together: so many, so large, or after an ISO 8601 duration. */
  readonly batch?: { readonly count?: number; readonly bytes?: number; readonly within: string };
  readonly duplicateWindowDays?: number;
  readonly resends?: 'reject' | 'acknowledge';
  /** What came before under another control number; absent: nobody looks. */
  readonly renumbered?: 'accept' | 'reject' | 'acknowledge';
  readonly syntax?: string;
  readonly delimiters?: {
    readonly element?: string;
    readonly component?: string;
    readonly repetition?: string;
    readonly release?: string;
    readonly segment?: string;
    readonly newlines?: boolean;
  };
  readonly limits?: Partial<Limits>;
}

type AgreementData = Omit<Agreement, 'acknowledge'> & {
  readonly acknowledge: Omit<Agreement['acknowledge'], 'functional'> & {
    readonly functional: 997 | 999 | '997' | '999' | 'CONTRL' | 'none';
  };
};

const isAgreement: ValidateFunction<AgreementData> = new Ajv2020({
  ...programSchemas,
  allErrors: true,
  strictTypes: false,
}).compile(agreementSchema);

const inWords = ({ instancePath, message, params }: ErrorObject): string => {
  const extra = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : '';
  const allowed = 'allowedValues' in params ? `: ${(params.allowedValues as unknown[]).join(', ')}` : '';
  return `${instancePath.slice(1).replaceAll('/', '.') || 'the agreement'} ${message ?? 'is not valid'}${extra}${allowed}`;
};

/** Identities must fit the envelopes of their standard. */
function envelopeProblem(agreement: AgreementData): string | null {
  const parties = { partner: agreement.partner, own: agreement.own };
  for (const [name, { id, qualifier }] of Object.entries(parties)) {
    if (agreement.standard === 'EDIFACT') continue;
    if (id.length > 15) return `${name}.id has more than the 15 characters of ISA06 and ISA08`;
    if (qualifier?.length !== 2) return `${name}.qualifier must have the 2 characters of ISA05 and ISA07`;
  }
  const possible = agreement.standard === 'X12' ? ['997', '999'] : ['CONTRL'];
  const functional = String(agreement.acknowledge.functional);
  if (functional !== 'none' && !possible.includes(functional)) {
    return `acknowledge.functional is ${functional}; ${agreement.standard} has ${possible.join(' and ')}`;
  }
  return null;
}

/**
 * An agreement from a file's data.
 *
 * @param where file (and line) for the error message
 * @throws CD_EDI_AGREEMENT_INVALID naming every problem
 */
export function parseAgreement(data: unknown, where: string): Agreement {
  if (!isAgreement(data)) {
    const problem = (isAgreement.errors ?? []).map(inWords).join('; ');
    throw new CrossdockError('CD_EDI_AGREEMENT_INVALID', { where, problem });
  }
  const problem = envelopeProblem(data);
  if (problem) throw new CrossdockError('CD_EDI_AGREEMENT_INVALID', { where, problem });
  const functional = String(data.acknowledge.functional) as Agreement['acknowledge']['functional'];
  return { ...data, acknowledge: { ...data.acknowledge, functional } };
}

/** The day of an instant by the calendar of the agreement's zone: `2026-01-31`. */
export function calendarDay({ zone = 'UTC' }: Agreement, now: Date): string {
  const { date } = wireTime(now, zone);
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
}

/** Whether the agreement is in force at an instant, by the calendar of its zone. */
export function isEffective(agreement: Agreement, now: Date): boolean {
  const day = calendarDay(agreement, now);
  return (
    day >= agreement.effective.from && (agreement.effective.to === undefined || day <= agreement.effective.to)
  );
}

const same = (agreed: Identity, sent: Identity): boolean =>
  agreed.id === sent.id && (agreed.qualifier ?? '') === (sent.qualifier ?? '');

/** The agreement for an interchange from `sender` to `receiver`; of several, the one in force at `now`. */
export function findAgreement(
  agreements: readonly Agreement[],
  sender: Identity,
  receiver: Identity,
  standard: Standard,
  now: Date,
): Agreement | null {
  const between = agreements.filter(
    (agreement) =>
      agreement.standard === standard && same(agreement.partner, sender) && same(agreement.own, receiver),
  );
  return between.find((agreement) => isEffective(agreement, now)) ?? between[0] ?? null;
}
