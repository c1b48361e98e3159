import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/edi-streams.md', root), 'utf8');
const blockOf = (kind: string): string =>
  new RegExp(`^\`\`\`${kind} \\S+\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

describe('docs/edi-streams.md', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'edi-streams-'));
    writeFileSync(join(folder, 'stream.ts'), blockOf('ts').replaceAll("'../domain/", `'${root.href}domain/`));
    writeFileSync(join(folder, 'orders.edi'), blockOf('edi'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('shows what its example prints', () => {
    const printed = execFileSync(process.execPath, ['stream.ts'], { cwd: folder, encoding: 'utf8' });
    expect(printed).to.equal(blockOf('text'));
  });
});
