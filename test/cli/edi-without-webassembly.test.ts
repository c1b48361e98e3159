import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildJavaScript } from '../../scripts/build-javascript.ts';

const root = join(import.meta.dirname, '../..');
const samples = ['edifact/cases/orders-segments-in-error', 'x12/cases/850-bad-structure'];

/** What a command prints, and how it ends. */
function run(args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (thrown) {
    const { status, stdout, stderr } = thrown as { status: number; stdout: string; stderr: string };
    return `${stdout}${stderr}exit ${status}`;
  }
}

describe('crossdock edi where there is no WebAssembly', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-javascript-'));
  const built = (...args: string[]): string =>
    run(['--jitless', join(folder, 'bin', 'crossdock.mjs'), 'edi', ...args]);
  const usual = (...args: string[]): string => run([join(root, 'bin', 'crossdock.mjs'), 'edi', ...args]);

  before(() => {
    buildJavaScript(folder, '{settings.ts,{bin,cli,domain,runtime,connect,ledger,canonical-schemas}/**}');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('reads by the kernel as it is written', () => {
    const module = join(folder, 'domain/edi/sound/kernel.js');
    const text = `import('${module}').then(({ kernel, plainKernel }) => console.log(typeof WebAssembly, kernel === plainKernel))`;
    expect(run(['--jitless', '-e', text]).trim()).to.equal('undefined true');
  });

  for (const [what, without] of [
    ['is taken away', 'delete globalThis.WebAssembly;'],
    ['makes no code of bytes', 'WebAssembly.Module = class { constructor() { throw new Error(); } };'],
  ]) {
    it(`reads the same where it ${what} after the program has begun`, () => {
      const text = (before: string): string => `
        const at = (path) => import('${root}/' + path);
        const { readFileSync } = await import('node:fs');
        await at('domain/edi/limits.ts');
        ${before}
        const { kernel, plainKernel } = await at('domain/edi/sound/kernel.ts');
        console.error(kernel === plainKernel);
        const { libraryGuide } = await at('domain/edi/guides/load.ts');
        const { readStream } = await at('domain/edi/read-stream.ts');
        const file = readFileSync('test/domain/edi/${samples[0]}/input.edi');
        for await (const event of readStream([file], { guideFor: libraryGuide })) console.log(JSON.stringify(event));
      `;
      const [usually, here] = ['', without].map((before) =>
        spawnSync(process.execPath, ['--input-type=module', '-e', text(before ?? '')], {
          cwd: root,
          encoding: 'utf8',
        }),
      );
      expect([usually?.stderr.trim(), here?.stderr.trim()]).to.deep.equal(['false', 'true']);
      expect(here?.stdout).to.equal(usually?.stdout).and.to.include('CD_EDI_');
    });
  }

  for (const sample of samples) {
    it(`judges, answers and converts ${sample} as everywhere`, () => {
      const file = join('test/domain/edi', sample, 'input.edi');
      for (const [command = '', ...options] of [['validate', '--json'], ['ack'], ['convert']]) {
        expect(built(command, file, ...options)).to.equal(usual(command, file, ...options));
      }
    });
  }
});
