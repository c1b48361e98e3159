import type {
  BillingEntity,
  Customer,
  ExchangeRate,
  Place,
  RateAgreement,
  TaxRule,
} from '../canonical/types.generated.ts';
import type { ProcessTerms } from '../process/terms.ts';
import type { ItemFinder } from '../rating/types.ts';
import type { AccountBook } from './accounts.ts';

/** What billing needs to know besides the order. */
export interface BillingData {
  readonly customer: Customer;
  readonly billingEntity: BillingEntity;
  readonly agreements: readonly RateAgreement[];
  readonly taxRules: readonly TaxRule[];
  /** Rates between currencies; none when absent. */
  readonly exchangeRates?: readonly ExchangeRate[];
  /** To which accounts invoices are booked; they name none when absent. */
  readonly accounts?: AccountBook;
  readonly findItem: ItemFinder;
  /** A place with what master data knows of it. */
  readonly completed: (place: Place) => Place;
}

export interface BillingRun {
  readonly messageId: string;
  readonly now: string;
  readonly terms: ProcessTerms;
  /** Number of the invoice, or the token that stands for it until the run commits. */
  readonly invoiceNumber: string;
}
