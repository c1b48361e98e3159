import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { arrayOf, rowsOf } from '../../../ledger/postgres/binary.ts';
import { postgresServer } from '../../support/postgres.ts';

const columns = { a: 'text', b: 'int2', c: 'int4', d: 'int8', e: 'float8', f: 'bool', g: 'bytea' } as const;

describe('rows in the binary format of PostgreSQL', () => {
  let client: pg.Client;
  let oid = 0;
  before(async () => {
    const { url } = await (await postgresServer()).database();
    client = new pg.Client(url);
    await client.connect();
    await client.query('CREATE TYPE sample AS (a text, b int2, c int4, d int8, e float8, f bool, g bytea)');
    const { rows } = await client.query(`SELECT 'sample'::regtype::oid::int AS oid`);
    oid = rows[0].oid;
  });
  after(() => client.end());

  it('arrive as they were sent, whatever is in them', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((one) => !one.includes('\0'));
    const row = fc.record({
      a: fc.option(text),
      b: fc.option(fc.integer({ min: -32768, max: 32767 })),
      c: fc.option(fc.integer()),
      d: fc.option(fc.maxSafeInteger()),
      e: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      f: fc.option(fc.boolean()),
      g: fc.option(fc.uint8Array({ maxLength: 40_000 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const sent = rowsOf(oid, columns, rows);
        const found = await client.query('SELECT u.* FROM unnest($1::sample[]) u', [sent]);
        const read = found.rows.map((one) => ({
          ...one,
          d: one.d === null ? null : Number(one.d),
          g: one.g === null ? null : new Uint8Array(one.g),
        }));
        expect(read).to.deep.equal(rows);
      }),
      { numRuns: 100 },
    );
  });

  it('may be arrays of plain values, and empty', async () => {
    const query = 'SELECT $1::text[] AS texts, $2::int8[] AS numbers';
    const { rows } = await client.query(query, [arrayOf('text', ['a', null, 'ö']), arrayOf('int8', [])]);
    expect(rows).to.deep.equal([{ texts: ['a', null, 'ö'], numbers: [] }]);
  });
});
