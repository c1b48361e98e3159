import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Invoice, InvoiceLine } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { type Chart, requireOpenAccount } from '../master-data/chart-of-accounts.ts';
import { big } from '../rating/decimal.ts';
import { programSchemas } from '../schema-options.ts';
import accountsSchema from './accounts.schema.json' with { type: 'json' };

/** What a rule asks of an invoice; what it does not name fits everything. */
interface RevenueRule {
  readonly kind?: InvoiceLine['kind'];
  readonly taxCode?: string;
  readonly currency?: string;
  readonly billingEntity?: string;
  readonly customer?: string;
  readonly account: string;
}

interface TaxAccountRule {
  readonly code?: string;
  readonly jurisdiction?: string;
  readonly billingEntity?: string;
  readonly account: string;
}

/** To which accounts the lines and taxes of invoices are booked; `accounts.schema.json` describes every property. */
export interface AccountRules {
  readonly revenue: readonly RevenueRule[];
  readonly tax: readonly TaxAccountRule[];
}

/** The rules, and the chart that they must fit; null where the tenant has none. */
export interface AccountBook {
  readonly rules: AccountRules;
  readonly chart: Chart | null;
}

const isRules: ValidateFunction<AccountRules> = new Ajv2020({ ...programSchemas }).compile(accountsSchema);

/** @throws CD_CONFIG_INVALID naming the file and the wrong property */
export function accountRulesFrom(data: unknown, where: string): AccountRules {
  if (isRules(data)) return data;
  const [problem] = isRules.errors ?? [];
  const path = problem?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  throw new CrossdockError('CD_CONFIG_INVALID', {
    where,
    reason: `${path} ${problem?.message ?? 'is wrong'}`,
  });
}

/**
 * An invoice with the account of each line, and of each tax that comes to something.
 *
 * @throws CD_BILLING_ACCOUNT_MISSING where no rule fits: nothing is booked by guess
 * @throws CD_POSTING_ACCOUNT for an account that is not in the chart, not open on the day, or of another kind
 */
export function withAccounts(invoice: Invoice, order: string, book: AccountBook): Invoice {
  const { currency } = invoice;
  const facts = { currency, billingEntity: invoice.billingEntity.id, customer: invoice.customer.id };
  const missing = (what: string) => new CrossdockError('CD_BILLING_ACCOUNT_MISSING', { order, what });
  const lines = invoice.lines.map((line) => {
    const { kind, taxCode, lineNumber } = line;
    const account = accountBy(book.rules.revenue, { ...facts, kind, taxCode });
    if (account === null) throw missing(`line ${lineNumber} (${kind}, tax ${taxCode})`);
    return { ...line, account };
  });
  const taxes = invoice.taxes.map((tax) => {
    const { code, jurisdiction } = tax;
    const account = accountBy(book.rules.tax, { ...facts, code, jurisdiction });
    if (account === null && !big(tax.amount.amount).eq(0)) throw missing(`tax ${code} of ${jurisdiction}`);
    return account === null ? tax : { ...tax, account };
  });
  const booked = { ...invoice, lines, taxes };
  requireAccounts(booked, order, book);
  return booked;
}

/**
 * Holds the accounts that a document names to the chart, on the day of the document.
 *
 * @throws CD_POSTING_ACCOUNT
 */
export function requireAccounts(
  { lines, taxes, issuedAt, currency }: Pick<Invoice, 'lines' | 'taxes' | 'issuedAt' | 'currency'>,
  order: string,
  { chart }: AccountBook,
): void {
  if (!chart) return;
  const posting = { posting: `invoice of ${order}`, occurredAt: issuedAt, currency };
  for (const { lineNumber, account } of lines)
    requireOpenAccount(account, { ...posting, line: lineNumber, kinds: ['revenue'] }, chart);
  for (const { code, account } of taxes)
    requireOpenAccount(account, { ...posting, line: `tax ${code}`, kinds: ['liability'] }, chart);
}

type Facts = Partial<Record<keyof RevenueRule | keyof TaxAccountRule, string | undefined>>;

function accountBy(rules: readonly (RevenueRule | TaxAccountRule)[], facts: Facts): string | null {
  const fits = ({ account: _, ...asked }: RevenueRule | TaxAccountRule): boolean =>
    (Object.entries(asked) as [keyof Facts, string][]).every(([name, value]) => facts[name] === value);
  return rules.find(fits)?.account ?? null;
}
