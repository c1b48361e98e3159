import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { errorTable } from '../../domain/errors.ts';
import { errorsDoc, errorsFile } from '../../scripts/build-errors-doc.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, errorsFile), 'utf8');
const rooms = '{bin,cli,connect,console,domain,ledger,node-kit,nodes,runtime,scripts}/**/*.{ts,js,mjs}';

/** What the program says in code, comments left out. */
function sources(): string {
  const files = [...globSync(rooms, { cwd: root }), ...globSync('*.ts', { cwd: root })];
  return files
    .filter((file) => !file.startsWith('domain/errors/'))
    .map((file) => readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''))
    .join('\n');
}

describe('the error codes', () => {
  const codes = Object.keys(errorTable);
  const documented = [...page.matchAll(/^### (CD_\w+)$/gm)].map(([, code]) => code);

  it('are all documented, and every documented code exists', () => {
    expect(
      codes.filter((code) => !documented.includes(code)),
      'not in docs/errors.md',
    ).to.deep.equal([]);
    expect(
      documented.filter((code) => !codes.includes(String(code))),
      'not in domain/errors/',
    ).to.deep.equal([]);
  });

  it('are documented with their present words', () => {
    expect(page === errorsDoc(errorTable), 'run "node scripts/build-errors-doc.ts"').to.equal(true);
  });

  it('are all raised somewhere', () => {
    const used = new Set(sources().match(/\bCD_[A-Z0-9_]+\b/g));
    expect(codes.filter((code) => !used.has(code))).to.deep.equal([]);
  });

  it('each come from one table only', () => {
    const declared = globSync('domain/errors/*.ts', { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/^ {2}(CD_\w+): /gm)].map(([, code]) => code),
    );
    expect(declared.toSorted()).to.deep.equal(codes.toSorted());
  });

  it('say what happened and what to do', () => {
    for (const [code, { message, remedy }] of Object.entries(errorTable)) {
      expect(message.length, code).to.be.greaterThan(5);
      expect(remedy.length, code).to.be.greaterThan(5);
    }
  });
});
