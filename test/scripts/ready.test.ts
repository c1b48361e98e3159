import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '../..');

describe('making a checkout runnable', () => {
  it('leaves packages alone that another checkout runs from, and says what to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-ready-'));
    try {
      const [checkout, packages] = [join(folder, 'checkout'), join(folder, 'packages')];
      for (const path of [join(checkout, 'scripts'), packages]) mkdirSync(path, { recursive: true });
      for (const file of ['ready.mjs', 'installed.mjs']) {
        cpSync(join(root, 'scripts', file), join(checkout, 'scripts', file));
      }
      writeFileSync(join(packages, 'kept'), '');
      symlinkSync(packages, join(checkout, 'node_modules'), 'junction');
      const { status, stderr } = spawnSync(process.execPath, [join(checkout, 'scripts', 'ready.mjs')]);
      expect(status).to.equal(1);
      expect(String(stderr)).to.contain('node_modules is a link to').and.to.contain('Remove the link');
      expect(readdirSync(packages)).to.deep.equal(['kept']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
