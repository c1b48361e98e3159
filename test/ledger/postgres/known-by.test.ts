import { hash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

const halfOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 32);

describe('an idempotency key on PostgreSQL', () => {
  it('is unique by half of the SHA-256 of its bytes and its tenant, whatever is in them', async () => {
    const place = await ledgerPlace();
    await (await openPostgresLedger({ ...place, clock: () => new Date() })).close();
    const client = new pg.Client(place.url);
    await client.connect();
    await client.query(`SET search_path = ${place.schema}`);
    const text = fc
      .oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom('\\', 'x', '0', '\u0001', "'", 'é') }),
      )
      .filter((one) => !one.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, text, async (tenant, key) => {
        const { rows } = await client.query('SELECT known_by($1, $2) AS half', [tenant, key]);
        const expected = halfOf(`${[...tenant].length} ${tenant}${key}`);
        expect(rows[0]?.half.replaceAll('-', '')).to.equal(expected);
      }),
      { numRuns: 200 },
    );
    await client.end();
  });
});
