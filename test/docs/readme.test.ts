import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { faultKinds } from '../../partners/faults.ts';

const root = join(import.meta.dirname, '../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = text('README.md');
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('{docs/**,flows/*}/*.md', { cwd: root })];

describe('README and the pages it leads to', () => {
  it('link to files that exist', () => {
    const dead = pages.flatMap((page) =>
      [...text(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !existsSync(join(root, dirname(page), link)))
        .map((link) => `${page}: ${link}`),
    );
    expect(dead).to.deep.equal([]);
  });

  it('name files and folders that exist', () => {
    const named = [...readme.matchAll(/`((?:sites|flows|partners|docs)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named).to.have.length.greaterThan(2);
    expect(named.filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
  });

  it('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    const named = pages.flatMap((page) =>
      [...text(page).matchAll(/\bnpm (?:run (\w+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short),
    );
    expect(named).to.include.members(['start', 'test', 'smoke', 'check', 'dev']);
    expect(named.filter((name) => !(String(name) in scripts))).to.deep.equal([]);
  });

  it('name commands of crossdock that its help lists', () => {
    const help = text('cli/run-command.ts');
    const named = [...readme.matchAll(/npx crossdock ([a-z]+(?: (?:list|lint|format|check))?)/g)].map(
      ([, name]) => name,
    );
    expect(named).to.have.length.greaterThan(5);
    expect(named.filter((name) => !help.includes(`  crossdock ${name} `))).to.deep.equal([]);
  });

  it('name every fault that a stand-in knows', () => {
    expect(faultKinds.filter((kind) => !readme.includes(kind))).to.deep.equal([]);
  });

  it('use the ports and passwords of the demo', () => {
    const partners = text('partners/main.ts');
    expect(partners).to.include("'first-port': { type: 'string', default: '4010' }");
    expect(partners).to.include("'sftp-port': { type: 'string', default: '2222' }");
    expect(partners).to.include("'mqtt-port': { type: 'string', default: '1884' }");
    for (const user of ['acme', 'globex'])
      expect(readme).to.include(`\`${text(`sites/demo/secrets/${user}`).trim()}\``);
  });

  it('show pictures of a sensible size', () => {
    const shown = [...readme.matchAll(/\((docs\/images\/[\w-]+\.png)\)/g)].map(([, path = '']) => path);
    expect(shown).to.have.length(5);
    const sizes = shown.map((path) => statSync(join(root, path)).size);
    expect(Math.max(...sizes)).to.be.lessThan(300_000);
    expect(Math.min(...sizes)).to.be.greaterThan(20_000);
  });

  it('describe every pack with the channels of its pack.yaml', () => {
    for (const pack of globSync('flows/*/pack.yaml', { cwd: root })) {
      const page = text(join(dirname(pack), 'README.md'));
      for (const direction of ['reads', 'writes']) {
        const [, channels = ''] = new RegExp(`${direction}: \\[([^\\]]*)\\]`).exec(text(pack)) ?? [];
        expect(page, pack).to.include(`| ${direction} | ${channels || 'none'} |`);
      }
    }
  });
});

describe('the repository', () => {
  it('names no folder of a development machine and no package registry', () => {
    // Put together here, so that this file does not hold them.
    const forbidden = [
      '/work' + '/main',
      '/work' + '/shared',
      '/home' + '/[a-z]',
      'registry\\.npmjs' + '\\.org',
    ];
    let found = '';
    try {
      found = execFileSync('git', ['grep', '-lIE', forbidden.join('|')], { cwd: root, encoding: 'utf8' });
    } catch (problem) {
      // git grep ends with 1 when there is nothing.
      expect((problem as { status: number }).status).to.equal(1);
    }
    expect(found).to.equal('');
  });
});
