import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Customer, RateAgreement } from '../../domain/canonical/types.generated.ts';
import type { ProcessTerms } from '../../domain/process/terms.ts';

/** What somebody does or reports: an instant and one entry, a document's type or `bill`, `correct`, `time`. */
export interface Given {
  readonly at: string;
  /** Another customer record or agreement from here on. */
  readonly customer?: Partial<Customer>;
  readonly agreement?: Partial<RateAgreement>;
  readonly [what: string]: unknown;
}

export interface DocumentExpected {
  readonly number?: string;
  readonly kind?: string;
  readonly corrects?: string;
  readonly net?: string;
  readonly tax?: string;
  readonly gross?: string;
  /** `goods 184.00`, in the order of the document. */
  readonly lines?: readonly string[];
}

/** What must be so in the end; what is not named is not looked at. */
export interface Expected {
  readonly status?: string;
  readonly decision?: string;
  /** Codes of open holds. */
  readonly holds?: readonly string[];
  /** Why it is not billed, in codes. */
  readonly reasons?: readonly string[];
  readonly documents?: readonly DocumentExpected[];
  /** Over all documents: what the customer owes. */
  readonly balance?: { readonly net?: string; readonly tax?: string; readonly gross?: string };
  /** Net amounts of what the customer is not charged for. */
  readonly absorbed?: readonly string[];
  /** Codes of what was refused, in its order. */
  readonly refused?: readonly string[];
  /** Steps in other systems that are taken back, as they were asked for: `release/R-1 reversed`. */
  readonly reversals?: readonly string[];
  /** Of what is overdue or at risk in the end: `overdue shipped 184.00 EUR, warehouse: WH-CLOUD has …`. */
  readonly risks?: readonly string[];
  /** Verdicts on the customer's changes, as `2 accepted-in-part: 1 accepted, 2 refused (dispatched)`. */
  readonly responses?: readonly string[];
  /** Questions to warehouses, as `R-1/1: 1 from 10 to 8, restock 2`. */
  readonly requests?: readonly string[];
  readonly lines?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** In the runtime, what freight costs as billing was told: `24.95 open`. */
  readonly accruals?: readonly string[];
  /** In the runtime, what carriers are paid: gross amounts. */
  readonly payables?: readonly string[];
  /** In the runtime, what the ERP was given to book in stock: movement type, item, quantity and cost centre. */
  readonly movements?: readonly string[];
}

/** A business case as its file says it. */
export interface Scenario {
  readonly file: string;
  /** A fact in the present tense. */
  readonly case: string;
  /** Why it matters and what the figures are made of. */
  readonly about?: string;
  /** `runtime`: it is played through a whole runtime as well; only there where the domain alone cannot. */
  readonly through?: 'domain' | 'runtime' | 'runtime-only';
  /** Of partners in the runtime: who says nothing unless the case does, and who answers at once. */
  readonly partners?: { readonly silent?: readonly string[]; readonly prompt?: readonly string[] };
  readonly terms?: Partial<ProcessTerms>;
  readonly customer?: Partial<Customer>;
  readonly agreement?: Partial<RateAgreement>;
  readonly given: readonly Given[];
  /** `then` in the file. */
  readonly expected: Expected;
}

const folder = new URL('cases/', import.meta.url);

/** All cases, by the names of their files. */
export const scenarios = (): readonly Scenario[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => readScenario(file, readFileSync(new URL(file, folder), 'utf8')));

const ajv = new Ajv2020({ allErrors: true });
const isCase = ajv.compile<Omit<Scenario, 'file' | 'expected'> & { readonly then: Expected }>(
  JSON.parse(readFileSync(new URL('case.schema.json', import.meta.url), 'utf8')),
);

/** @throws when the file is not as `case.schema.json` says */
export function readScenario(file: string, text: string): Scenario {
  const said: unknown = parse(text);
  if (!isCase(said)) throw new Error(`${file} is no business case: ${ajv.errorsText(isCase.errors)}`);
  const { then: expected, ...more } = said;
  return { ...more, file, expected };
}
