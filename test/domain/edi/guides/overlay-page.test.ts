import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const root = new URL('../../../../', import.meta.url);
const page = readFileSync(new URL('docs/edi-guides.md', root), 'utf8');
const blocks = [...page.matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, kind = '', name = '', text = '']) => ({
    kind,
    name,
    text,
  }),
);

describe('docs/edi-guides.md', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'edi-guides-'));
    for (const { kind, name, text } of blocks) {
      if (kind !== 'text')
        writeFileSync(join(folder, name), text.replaceAll("'../domain/", `'${root.href}domain/`));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const { name, text } of blocks.filter(({ kind }) => kind === 'text')) {
    it(`shows what ${name} prints`, () => {
      expect(
        execFileSync(process.execPath, [join(folder, name)], { cwd: folder, encoding: 'utf8' }),
      ).to.equal(text);
    });
  }

  it('has examples that print', () => {
    expect(blocks.filter(({ kind }) => kind === 'text')).to.have.length(2);
  });
});
