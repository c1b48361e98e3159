import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Row, type TargetName, targets } from '../../bench/support/targets.ts';

const bench = join(import.meta.dirname, '../../bench');
const files = globSync('{edi,ledger*,order-process,rating}.ts', { cwd: bench }).sort();

/** Enough to show that a bench runs; its figures say nothing. */
const scale = 0.001;
/** A disk is slowed down by LD_PRELOAD. */
const elsewhere: readonly TargetName[] = process.platform === 'linux' ? [] : ['slowDiskLoop'];

describe('npm run bench', function () {
  this.timeout(240_000);
  const held = new Set<TargetName>();

  for (const file of files) {
    it(`measures what ${file} is about`, async () => {
      const { run } = (await import(join(bench, file))) as {
        run(options: { scale: number }): Promise<{ name: string; rows: Row[] }>;
      };
      const { name, rows } = await run({ scale });
      expect(name).to.match(/\w/);
      if (elsewhere.length === 0) expect(rows).not.to.deep.equal([]);
      for (const { what, value, unit, target, stands } of rows) {
        expect(value, what).to.be.a('number');
        expect(Number.isFinite(value), what).to.equal(true);
        expect(unit, what).to.match(/\S/);
        expect(stands === undefined, what).to.equal(target === undefined);
        if (target) held.add(target);
      }
    });
  }

  it('has a figure for every target', () => {
    expect([...held, ...elsewhere].sort()).to.deep.equal(Object.keys(targets).sort());
  });
});
