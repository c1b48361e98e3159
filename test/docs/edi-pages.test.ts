import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const root = new URL('../../', import.meta.url);
const pages = globSync('docs/edi-*.md', { cwd: root }).sort();

/** Named blocks of a page: files, programs, and what the programs print. */
const blocksOf = (path: string) =>
  [...readFileSync(new URL(path, root), 'utf8').matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, kind = '', name = '', text = '']) => ({ kind, name, text }),
  );

for (const path of pages) {
  describe(path, function () {
    this.timeout(30_000);
    const blocks = blocksOf(path);
    let folder = '';
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'edi-page-'));
      symlinkSync(new URL('node_modules', root), join(folder, 'node_modules'));
      for (const { kind, name, text } of blocks) {
        if (kind !== 'text')
          writeFileSync(join(folder, name), text.replaceAll("'../domain/", `'${root.href}domain/`));
      }
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const { name, text } of blocks.filter(({ kind }) => kind === 'text')) {
      it(`shows what ${name} prints`, () => {
        const printed = execFileSync(process.execPath, [join(folder, name)], {
          ...{ cwd: folder, encoding: 'utf8' },
        });
        expect(printed).to.equal(text);
      });
    }

    it('has a program, and shows what each of them prints', () => {
      const names = (kind: string) => blocks.filter((block) => block.kind === kind).map(({ name }) => name);
      expect(names('ts')).to.have.length.greaterThan(0);
      expect(names('text')).to.deep.equal(names('ts'));
    });
  });
}

describe('the pages about EDI', () => {
  it('are one per concept', () => {
    expect(pages.map((path) => path.slice('docs/edi-'.length, -'.md'.length))).to.include.members([
      'acknowledgements',
      'agreements',
      'guides',
      'reading',
      'streams',
      'validation',
      'writing',
    ]);
  });
});
