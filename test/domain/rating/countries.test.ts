import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import countries from '../../../canonical-schemas/code-lists/country.json' with { type: 'json' };
import type { BillingEntity, Customer, TaxRule } from '../../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { taxRuleFor } from '../../../domain/rating/tax.ts';
import type { RatingInput, UntaxedLine } from '../../../domain/rating/types.ts';

const root = join(import.meta.dirname, '../../..');
const effective = { from: '2026-01-01' };
const rule = (code: string, more: Partial<TaxRule>): TaxRule => ({
  ...{ id: code, version: '1', effective, jurisdiction: 'AT', customerStatus: 'taxable', code, rate: '20' },
  ...more,
});
const austria = [
  rule('AT20', { sellerCountry: 'AT' }),
  rule('AT10', { sellerCountry: 'AT', taxClass: 'food', rate: '10' }),
  rule('AT-EX', { customerStatus: 'exempt', rate: '0' }),
  rule('AT-RC', { customerStatus: 'reverse-charge', rate: '0' }),
  rule('AT-6', { jurisdiction: 'AT-6', sellerCountry: 'AT', rate: '19' }),
];

/** The code that taxes a line to Austria, or why nothing does. */
function taxed(
  customer: Pick<Customer, 'taxStatus' | 'taxId'>,
  { seller = 'AT', taxClass, region }: { seller?: string; taxClass?: string; region?: string } = {},
  taxRules: readonly TaxRule[] = austria,
): string {
  const address = { country: 'AT', ...(region !== undefined && { region }) };
  const line = { destination: { address }, ...(taxClass !== undefined && { taxClass }) };
  const input = {
    ...{ taxRules, date: '2026-03-02', customer: { id: 'C-1', ...customer } },
    billingEntity: { country: seller } as BillingEntity,
    facts: { orderNumber: 'PO-1' },
  };
  try {
    return taxRuleFor(input as unknown as RatingInput, line as unknown as UntaxedLine).code;
  } catch (thrown) {
    return thrown instanceof CrossdockError ? thrown.code : String(thrown);
  }
}

describe('a country', () => {
  it('is taxed by the rules of its file alone: by class, region, seller and status of the customer', () => {
    expect(taxed({ taxStatus: 'taxable' })).to.equal('AT20');
    expect(taxed({ taxStatus: 'taxable' }, { taxClass: 'food' })).to.equal('AT10');
    expect(taxed({ taxStatus: 'taxable' }, { region: '6' })).to.equal('AT-6');
    expect(taxed({ taxStatus: 'exempt' })).to.equal('AT-EX');
    expect(taxed({ taxStatus: 'reverse-charge', taxId: 'ATU1' }, { seller: 'DE' })).to.equal('AT-RC');
    expect(taxed({ taxStatus: 'reverse-charge' }, { seller: 'DE' })).to.equal('CD_RATING_TAX_ID_MISSING');
    expect(taxed({ taxStatus: 'taxable' }, { seller: 'DE' })).to.equal('CD_RATING_TAX_RULE_MISSING');
    expect(taxed({ taxStatus: 'taxable' }, {}, [])).to.equal('CD_RATING_TAX_RULE_MISSING');
  });

  it('changes a rate by a further version of the rule, wherever it stands in the file', () => {
    const older = rule('AT20', { effective: { from: '2025-01-01' } });
    const newer = rule('AT21', { id: 'AT20', version: '2', effective: { from: '2026-03-02' } });
    const later = rule('AT22', { id: 'AT20', version: '3', effective: { from: '2026-03-03' } });
    expect(taxed({ taxStatus: 'taxable' }, {}, [older, newer, later])).to.equal('AT21');
    expect(taxed({ taxStatus: 'taxable' }, {}, [later, newer, older])).to.equal('AT21');
  });

  it('is not taxed by one of two rules that fit equally well and differ', () => {
    const twice = (more: Partial<TaxRule>) =>
      taxed({ taxStatus: 'taxable' }, {}, [rule('AT20', {}), rule('AT20', { version: '2', ...more })]);
    expect(twice({ code: 'AT21', rate: '21' })).to.equal('CD_RATING_TAX_RULE_AMBIGUOUS');
    expect(twice({ id: 'other', code: 'AT21', effective: { from: '2026-02-01' } })).to.equal(
      'CD_RATING_TAX_RULE_AMBIGUOUS',
    );
    expect(twice({ id: 'other', rate: '20.0' })).to.equal('AT20');
  });

  it('is named nowhere in the code that rates, taxes, bills and settles', () => {
    const rooms = '{billing,billing-periods,process,rating,settlement}';
    // The codes of pallets in UN/ECE Recommendation 20.
    const units = ['PE', 'PF'];
    const named = globSync(`{domain/${rooms},nodes}/**/*.ts`, { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/['"`]([A-Z]{2})['"`]/g)]
        .map(([, code = '']) => code)
        .filter((code) => code in countries.codes && !units.includes(code))
        .map((code) => `${file}: ${code}`),
    );
    expect(named).to.deep.equal([]);
  });
});
