import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { arrayOf, rowsOf } from '../../../ledger/postgres/binary.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { postgresServer } from '../../support/postgres.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

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

  it('hold ids as the server makes bytes of them, and gives them back', async () => {
    const place = await ledgerPlace();
    await (await openPostgresLedger({ ...place, clock: () => new Date() })).close();
    const own = new pg.Client(place.url);
    await own.connect();
    await own.query(`SET search_path = ${place.schema}; CREATE TYPE named AS (id bytea)`);
    const { rows: types } = await own.query(`SELECT 'named'::regtype::oid::int AS oid`);
    const digits = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefAg-'), minLength: length, maxLength: length });
    const id = fc
      .oneof(
        fc.uuid(),
        digits(36),
        digits(64),
        digits(32),
        digits(15),
        digits(31),
        fc.string({ unit: 'grapheme' }),
      )
      .filter((one) => !one.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(id, { minLength: 1, maxLength: 20 }), async (ids) => {
        const sent = rowsOf(
          types[0].oid,
          { id: 'id' },
          ids.map((one) => ({ id: one })),
        );
        const query = `SELECT long_id(u.id) AS id, short_id(i.id) = u.id AS same
          FROM unnest($1::named[]) WITH ORDINALITY AS u (id, n) JOIN unnest($2::text[]) WITH ORDINALITY AS i (id, n) USING (n)
          ORDER BY n`;
        const { rows } = await own.query(query, [sent, ids]);
        expect(rows).to.deep.equal(ids.map((one) => ({ id: one, same: true })));
      }),
      { numRuns: 100 },
    );
    await own.end();
  });

  it('may be arrays of plain values, and empty', async () => {
    const query = 'SELECT $1::text[] AS texts, $2::int8[] AS numbers';
    const { rows } = await client.query(query, [arrayOf('text', ['a', null, 'ö']), arrayOf('int8', [])]);
    expect(rows).to.deep.equal([{ texts: ['a', null, 'ö'], numbers: [] }]);
  });
});
