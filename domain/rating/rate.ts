import { CrossdockError } from '../errors.ts';
import { accessorialLines } from './accessorial-lines.ts';
import { agreementProblems } from './agreement-problems.ts';
import { minorUnits } from './currency.ts';
import { freightLines, minimumLine } from './freight-lines.ts';
import { goodsLines } from './goods-lines.ts';
import { inForce } from './in-force.ts';
import { inOrderCurrency } from './in-order-currency.ts';
import { supplementLines } from './supplement-lines.ts';
import { taxesOf, taxRuleFor } from './tax.ts';
import { totalsOf } from './totals.ts';
import type { Rated, RatedLine, RatingInput, UntaxedLine } from './types.ts';

/**
 * Prices what was shipped by the customer's agreement: goods, freight per shipment, fuel surcharge, extra
 * services, minimum, tax. Every line says by which rule, from which inputs and how its amount came about.
 * The net total is the sum of the lines; gross is net and tax. Amounts of other currencies become amounts of the
 * order's line by line.
 *
 * @example rate({ facts: factsOf(process, ['SH-1'], places), agreement, findItem, customer, billingEntity, taxRules, date: '2026-03-02' })
 * @throws CD_RATING_* naming what is missing and where to add it; CD_MONEY_CURRENCY_MISMATCH
 */
export function rate(input: RatingInput): Rated {
  const { agreement, facts } = input;
  requireFitting(input);
  const charged = [
    ...goodsLines(input),
    ...facts.shipments.flatMap((shipment) => [
      ...freightLines(input, shipment),
      ...accessorialLines(input, shipment),
    ]),
  ];
  const minimum = minimumLine(agreement, charged);
  const inOrder = inOrderCurrency(input);
  const fresh = [...charged, ...(minimum ? [minimum] : [])].map(inOrder.line);
  const all = [...fresh, ...supplementLines(input, inOrder)];
  const taxed = all.map((line) => {
    const rule = taxRuleFor(input, line);
    return { line: withTaxCode(line, rule.code), rule };
  });
  const lines = taxed.map(({ line }) => line);
  const taxes = taxesOf(taxed, input);
  return {
    currency: facts.currency,
    agreement: { id: agreement.id, version: agreement.version },
    lines,
    taxes,
    totals: totalsOf(lines, taxes, facts.currency),
  };
}

function requireFitting({ agreement, facts, customer, date }: RatingInput): void {
  if (agreement.customer !== customer.id || !inForce(agreement.effective, date)) {
    throw new CrossdockError('CD_RATING_AGREEMENT_MISSING', {
      customer: customer.id,
      agreement: agreement.id,
      date,
    });
  }
  if (facts.currency !== agreement.currency && agreement.exchange === undefined) {
    throw new CrossdockError('CD_MONEY_CURRENCY_MISMATCH', {
      left: agreement.currency,
      right: facts.currency,
      where: `agreement ${agreement.id} and order ${facts.orderNumber}`,
    });
  }
  const [wrong] = agreementProblems(agreement);
  if (wrong) {
    const { id, version } = agreement;
    throw new CrossdockError('CD_RATING_AGREEMENT_INVALID', { agreement: id, version, ...wrong });
  }
  const exponent = minorUnits(agreement.currency);
  const { decimals } = agreement.rounding;
  if (decimals > exponent) {
    const { id, currency } = agreement;
    throw new CrossdockError('CD_RATING_ROUNDING_INVALID', { agreement: id, decimals, currency, exponent });
  }
}

const withTaxCode = ({ taxClass: _, destination: __, ...line }: UntaxedLine, taxCode: string): RatedLine => ({
  ...line,
  taxCode,
});
