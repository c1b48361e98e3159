import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lastRelease, writeRelease } from '../../scripts/canonical/release.ts';
import { checkEvolution } from '../../scripts/schema-evolution.ts';
import { breaking, common, compatible, type Edits, order } from './evolution-cases.ts';

let folder: string;

const put = (path: string, content: unknown): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(content));
};

/** What the check says about the released schemas after some edits. */
function saidAbout(edits: Edits): { code: number; lines: string[] } {
  const draft = structuredClone({ order, common, codes: { KGM: 'kilogram', C62: 'one' } });
  for (const [pointer, value] of Object.entries(edits)) {
    const steps = pointer.split('/').slice(1);
    const last = steps.pop()!;
    let target = draft as Record<string, unknown>;
    for (const step of steps) target = target[step] as Record<string, unknown>;
    if (value === undefined) delete target[last];
    else target[last] = value;
  }
  put('order/v1.schema.json', draft.order);
  put('common/v1.schema.json', draft.common);
  put('code-lists/unit.json', { codes: draft.codes });
  const lines: string[] = [];
  const code = checkEvolution(folder, (line) => lines.push(line));
  return { code, lines: lines.filter((line) => /^(breaking|compatible)/.test(line)) };
}

describe('schema evolution', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-schemas-'));
    put('order/v1.schema.json', order);
    put('common/v1.schema.json', common);
    put('code-lists/unit.json', { codes: { KGM: 'kilogram', C62: 'one' } });
    writeRelease(folder, '0.9.0');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const [change, edits, expected] of breaking)
    it(`calls ${change} breaking`, () => {
      const { code, lines } = saidAbout(edits);
      expect(lines.filter((line) => line.startsWith('breaking')).join('\n')).to.match(expected);
      expect(code).to.equal(1);
    });

  for (const [change, edits, expected] of compatible)
    it(`calls ${change} compatible`, () => {
      const { code, lines } = saidAbout(edits);
      if (expected === null) expect(lines).to.deep.equal([]);
      else expect(lines.join('\n')).to.match(expected);
      expect(code).to.equal(0);
    });

  it('lets a breaking change through in a new version file beside the old one', () => {
    put('order/v2.schema.json', { ...order, required: ['number'] });
    const { code, lines } = saidAbout({});
    expect(lines).to.deep.equal(['compatible  order/v2  (whole)  schema added']);
    expect(code).to.equal(0);
  });

  it('keeps a released version even when a newer one is there', () => {
    put('order/v2.schema.json', order);
    rmSync(join(folder, 'order/v1.schema.json'));
    const lines: string[] = [];
    expect(checkEvolution(folder, (line) => lines.push(line))).to.equal(1);
    expect(lines.join('\n')).to.match(/breaking {4}order\/v1 {2}\(whole\) {2}schema removed/);
  });

  it('compares with the last release by number, not by letter', () => {
    put('order/v1.schema.json', { ...order, title: 'Purchase order' });
    writeRelease(folder, '0.10.0');
    expect(lastRelease(folder)).to.equal('0.10.0');
  });

  it('never overwrites a release', () => {
    expect(() => writeRelease(folder, '0.9.0')).to.throw('a release does not change');
  });

  it('passes before there is a release', () => {
    rmSync(join(folder, 'released'), { recursive: true });
    expect(checkEvolution(folder, () => undefined)).to.equal(0);
  });

  it('refuses to compare a schema that contains itself', () => {
    saidAbout({ '/order/$defs/line/properties/part': { $ref: '#/$defs/line' } });
    rmSync(join(folder, 'released'), { recursive: true });
    writeRelease(folder, '0.9.0');
    expect(() => checkEvolution(folder, () => undefined)).to.throw('a schema contains itself');
  });
});
