import { expect } from 'chai';
import type { Account, StockPosting } from '../../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { requireOpenAccounts } from '../../../domain/master-data/chart-of-accounts.ts';

const scrap: Account = {
  ...{ number: '410500', name: 'Stock differences', kind: 'expense', currency: 'EUR' },
  effective: { from: '2026-01-01', to: '2026-06-30' },
};

/** Why a posting is refused; null when it goes through. */
function refusal(occurredAt: string, account: string | undefined, currency = 'EUR'): string | null {
  const posting: StockPosting = {
    ...{ postingNumber: 'MV-1', kind: 'scrap', occurredAt, warehouse: { id: 'WH-1' } },
    lines: [
      {
        ...{
          lineNumber: '1',
          item: { sku: 'NW-1' },
          quantity: { value: '2', unit: 'CT' },
          movementType: '551',
        },
        ...(account !== undefined && { account }),
        value: { amount: '20.00', currency },
      },
    ],
  };
  try {
    requireOpenAccounts(posting, {
      account: (number) => (number === scrap.number ? scrap : null),
      zone: 'Europe/Berlin',
    });
    return null;
  } catch (thrown) {
    return thrown instanceof CrossdockError ? thrown.message : String(thrown);
  }
}

describe('requireOpenAccounts', () => {
  it('lets through what is booked to open accounts, or to none', () => {
    expect(refusal('2026-03-01T12:00:00Z', '410500')).to.equal(null);
    expect(refusal('2026-03-01T12:00:00Z', undefined)).to.equal(null);
  });

  it('refuses an account that the chart does not know', () => {
    expect(refusal('2026-03-01T12:00:00Z', '999999')).to.equal(
      'posting MV-1, line 1: account 999999 is not in the chart of accounts',
    );
  });

  it('refuses an account that is not open on the day, which the zone decides', () => {
    expect(refusal('2026-06-30T21:59:59Z', '410500')).to.equal(null);
    expect(refusal('2026-06-30T22:00:00Z', '410500')).to.match(
      /is closed since 2026-06-30, before 2026-07-01$/,
    );
    expect(refusal('2025-12-31T23:00:00Z', '410500')).to.equal(null);
    expect(refusal('2025-12-31T22:59:59Z', '410500')).to.match(/is open from 2026-01-01, not on 2025-12-31$/);
  });

  it('refuses an amount in a currency that the account does not take', () => {
    expect(refusal('2026-03-01T12:00:00Z', '410500', 'USD')).to.match(/takes EUR, not USD$/);
  });
});
