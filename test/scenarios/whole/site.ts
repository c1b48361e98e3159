import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Customer, RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import { withCheckDigit } from '../../../partners/catalogue.ts';
import { masterData, readYaml } from '../../domain/rating/read-case.ts';
import { copyDemoSite, type SiteCopy } from '../../support/site-copy.ts';
import type { Scenario } from '../scenario.ts';
import { writeDoors } from './doors.ts';

/** A case among those that are played together: each has a customer, an agreement and names of its own. */
export interface Seat {
  readonly scenario: Scenario;
  /** `K07`. */
  readonly code: string;
  readonly customer: Customer;
  readonly agreement: RateAgreement;
}

const { agreement: usual } = readYaml<{ agreement: RateAgreement }>('detention-and-tail-lift/input.yaml');
const globex = masterData.customers.find(({ id }) => id === 'C-GLOBEX');

export function seatOf(scenario: Scenario, index: number): Seat {
  if (!globex) throw new Error('the world of the cases has no customer');
  const code = `K${String(index + 1).padStart(3, '0')}`;
  const customer = {
    ...globex,
    ...scenario.customer,
    ...{ id: `C-${code}`, rateAgreement: `AG-${code}`, name: `Globex ${code}` },
    gln: withCheckDigit(`400639${String(index + 1).padStart(6, '0')}`),
    identifiers: [{ scheme: 'erp', value: `2010${String(index + 1).padStart(4, '0')}` }],
  };
  const agreement = { ...usual, ...scenario.agreement, id: customer.rateAgreement, customer: customer.id };
  return { scenario, code, customer, agreement };
}

/** The demo site with the customers, agreements and terms of the cases, and doors for what no partner sends. */
export function siteOf(seats: readonly Seat[], more = ''): SiteCopy {
  const copy = copyDemoSite({ more });
  writeDoors(copy.packFolder);
  const site = readFileSync(copy.siteFile, 'utf8')
    .replace('packs:', 'packs:\n  doors: 1.0.0')
    .replace('systemOfRecord:', 'systemOfRecord:\n  rate-agreement: erp')
    // Partners answer when the case says so, which may be weeks later, and nothing else waits behind them.
    .replace(/timeoutMs: 5000(?!\n {4}# An old)/g, 'timeoutMs: 2000000000\n    maxConcurrent: 1000');
  writeFileSync(copy.siteFile, site);
  const own = join(copy.siteFile, '../demo/master-data/tenants/northwind');
  writeFileSync(join(own, 'customers.yaml'), yamlOf(seats.map(({ customer }) => customer)));
  writeFileSync(join(own, 'rate-agreements.yaml'), yamlOf(seats.map(({ agreement }) => agreement)));
  writeFileSync(join(copy.packFolder, 'order-to-cash/process-terms.yaml'), yamlOf(termsOf(seats)));
  return copy;
}

const yamlOf = (data: unknown): string => stringify(data, { aliasDuplicateObjects: false });

/** Terms of the site; what a case says of them are those of its customer. */
function termsOf(seats: readonly Seat[]): object {
  const said = seats.flatMap(({ scenario: { terms, file }, customer }) =>
    terms ? [{ terms, file, customer }] : [],
  );
  const calendars = said.flatMap(({ terms: { calendar } }) => (calendar ? [calendar] : []));
  if (new Set(calendars.map((each) => JSON.stringify(each))).size > 1)
    throw new Error('cases that run through the runtime must have one calendar');
  const customers = said.map(({ terms, customer }) => {
    const { podWithinHours, warnHours, goodsIssue, expectations } = {
      ...terms,
      ...terms.customers?.['C-GLOBEX'],
    };
    const own = Object.entries({ podWithinHours, warnHours, goodsIssue, expectations }).filter(
      ([, value]) => value !== undefined,
    );
    return [customer.id, Object.fromEntries(own)];
  });
  return {
    ...defaultTerms,
    postings: ['billing', 'erp'],
    calendar: calendars[0] ?? defaultTerms.calendar,
    customers: Object.fromEntries(customers),
  };
}
