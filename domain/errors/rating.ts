import type { ErrorTable } from './table.ts';

export const ratingErrors = {
  CD_MONEY_CURRENCY_MISMATCH: {
    retry: 'terminal',
    fault: 'business',
    message: '{left} and {right} are different currencies in {where}',
    remedy: 'Bring order, agreement and item prices of this customer to one currency.',
  },
  CD_MONEY_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: '"{value}" is not {expected}',
    remedy: 'Correct the value where it came from and replay the document.',
  },
  CD_RATING_AGREEMENT_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'customer {customer} has no rate agreement "{agreement}" in force on {date}',
    remedy: 'Add or extend the agreement in master data rate-agreement, then retry.',
  },
  CD_RATING_AGREEMENT_AMBIGUOUS: {
    retry: 'terminal',
    fault: 'business',
    message: 'versions {versions} of rate agreement "{agreement}" are both in force on {date}',
    remedy: 'End the older version in master data rate-agreement (effective.to), then retry.',
  },
  CD_RATING_AGREEMENT_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: 'rate agreement {agreement} version {version} cannot be applied: {path} {problem}',
    remedy:
      "Correct it in master data rate-agreement ('crossdock site check' names every place); then retry.",
  },
  CD_RATING_ITEM_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'item {item} of order {order}, line {line}, is not in master data',
    remedy: 'Add the item, or the number under which the partner knows it, to master data item; then retry.',
  },
  CD_RATING_PRICE_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message:
      'order {order}, line {line}, has no unit price and agreement {agreement} takes prices from the order',
    remedy:
      'Have the price confirmed on the order, or set goods.priceFrom to "item" in the agreement; then retry.',
  },
  CD_RATING_LANE_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message:
      'agreement {agreement} version {version} has no freight rate from {from} to {to} for service {service}, mode {mode} (shipment {shipment})',
    remedy: 'Add the lane under freight in the agreement, then retry.',
  },
  CD_RATING_TIER_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'freight rate {rate} of agreement {agreement} has no tier for {quantity}',
    remedy: 'Add a last tier without "upTo" to the rate, then retry.',
  },
  CD_RATING_DIMENSIONAL_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'freight rate {rate} of agreement {agreement} does not say how volume becomes weight',
    remedy: 'Add "dimensional" with divisor, volumeUnit and weightUnit to the rate, then retry.',
  },
  CD_RATING_VOLUME_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'item {item} has no volume in master data, and its freight is rated by volume',
    remedy: 'Add the volume of one base unit to the item in master data, then retry.',
  },
  CD_RATING_QUANTITY_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message:
      'shipment {shipment} has no {quantity}, which freight rate {rate} of agreement {agreement} needs',
    remedy:
      'Have the {quantity} reported by the warehouse or the TMS, or choose another basis in the agreement.',
  },
  CD_RATING_UNIT_MISMATCH: {
    retry: 'terminal',
    fault: 'business',
    message: '{what} is in {unit}, which cannot be converted to {expected}',
    remedy: 'Bring the unit in line with master data (Rec 20 codes), then retry.',
  },
  CD_RATING_FUEL_INDEX_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'agreement {agreement} has no fuel surcharge index in force on {date}',
    remedy: 'Add the percentage for that week under fuel.index in the agreement, then retry.',
  },
  CD_RATING_FUEL_INDEX_STALE: {
    retry: 'terminal',
    fault: 'business',
    message:
      'the fuel percentage of agreement {agreement} is of {from}, {age} days before {date}; the agreement allows {most}',
    remedy: 'Add the percentage of that week under fuel.index in the agreement, then retry.',
  },
  CD_RATING_EXCHANGE_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message:
      '{agreement} has no rate from {from} to {to} on {date}: {source} has published none that it may take',
    remedy: 'Add the rate to master data exchange-rate, or to exchange.fixed of an agreement; then retry.',
  },
  CD_RATING_EXCHANGE_STALE: {
    retry: 'terminal',
    fault: 'business',
    message: 'exchange rate {id} is of {validFrom}, {age} days before {date}; {most} are allowed',
    remedy: 'Add the rate of that day to master data exchange-rate, then retry.',
  },
  CD_RATING_EXCHANGE_AMBIGUOUS: {
    retry: 'terminal',
    fault: 'business',
    message: 'exchange rates {one} and {other} begin on the same day and differ',
    remedy: 'Take the wrong one out of master data exchange-rate, then retry.',
  },
  CD_RATING_ACCESSORIAL_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'accessorial "{code}" on shipment {shipment} has no rate in agreement {agreement}',
    remedy:
      'Add the code under accessorials in the agreement, or have the carrier correct the event; then retry.',
  },
  CD_RATING_TAX_RULE_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message:
      'no tax rule for jurisdiction {jurisdiction}, customer status {status}, tax class {taxClass}, seller in {seller}, on {date}',
    remedy: 'Add the rule to master data tax-rule, then retry.',
  },
  CD_RATING_TAX_RULE_AMBIGUOUS: {
    retry: 'terminal',
    fault: 'business',
    message: 'tax rules {one} and {other} fit equally well on {date} and differ',
    remedy:
      'End one of them in master data tax-rule (effective.to), or give it a closer condition; then retry.',
  },
  CD_RATING_TAX_ID_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'customer {customer} is billed under reverse charge but has no tax id',
    remedy: 'Add taxId to the customer in master data, then retry.',
  },
  CD_RATING_SHIP_TO_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'the {end} of shipment {shipment} has no {property}, which rating needs',
    remedy: 'Complete the place on the order or shipment, or its location in master data; then retry.',
  },
  CD_RATING_ROUNDING_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: 'agreement {agreement} rounds to {decimals} decimals, but {currency} has {exponent}',
    remedy: 'Set rounding.decimals of the agreement to at most {exponent}, then retry.',
  },
  CD_BILLING_NOTHING_TO_BILL: {
    retry: 'terminal',
    fault: 'business',
    message: 'order {order} has nothing to bill',
    remedy: 'Open the order: it is billed already, or the warehouse confirmed no quantity.',
  },
  CD_BILLING_ACCOUNT_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'no rule names an account for {what} of the invoice of order {order}',
    remedy: 'Add a rule to the accounts file that the step names, then retry. Nothing was billed.',
  },
  CD_BILLING_NEGATIVE: {
    retry: 'terminal',
    fault: 'business',
    message: 'the invoice of order {order} would come to net {net} and gross {gross}',
    remedy:
      'An invoice cannot be below zero. Correct the price or rate its lines name, or settle it by a credit memo; then retry.',
  },
  CD_BILLING_CORRECTION_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: 'an invoice cannot be corrected as asked: {reason}',
    remedy: 'Send { invoiceNumber, reason, by }, and rebill: false to credit without a new invoice.',
  },
  CD_BILLING_CORRECTION_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'invoice {invoice} of order {order} cannot be taken back: {reason}',
    remedy: 'Open the order to see its invoices, and name one that stands.',
  },
  CD_BILLING_CORRECTION_UNREAD: {
    retry: 'terminal',
    fault: 'technical',
    message: 'no pack of this site reads the channel {channel}, so that nobody could correct the invoice',
    remedy: 'Deploy a pack with an invoice trigger that reads it, such as order-to-cash.',
  },
  CD_BILLING_PERIOD_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'there is no open billing period {period}',
    remedy: 'Reload the page: the period may be closed by now.',
  },
  CD_BILLING_PERIOD_UNREAD: {
    retry: 'terminal',
    fault: 'technical',
    message: 'no pack of this site reads the channel {channel}, so that nobody could close the period',
    remedy: 'Deploy a pack with an invoice trigger that reads it, such as order-to-cash.',
  },
  CD_BILLING_REBILL_STOPPED: {
    retry: 'terminal',
    fault: 'business',
    message:
      'invoice {invoice} of order {order} is not taken back, since no new one could be made: {reasons}',
    remedy: 'Settle what stops billing first, or credit without a new invoice (rebill: false).',
  },
  CD_BILLING_MASTER_DATA_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: '{object} "{id}", needed to bill order {order}, is not in master data',
    remedy: 'Add it to master data {object}, then retry.',
  },
} as const satisfies ErrorTable;
