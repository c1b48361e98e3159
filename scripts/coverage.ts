/**
 * `npm run coverage -- edi`: runs the tests of a part and lists what of its code none of them went through. Exit 1 when
 * fewer of its branches are covered than it promises.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Part {
  readonly sources: string;
  readonly tests: readonly string[];
  /** Percentage of branches. */
  readonly branches: number;
}

const parts: Readonly<Record<string, Part>> = {
  edi: {
    sources: 'domain/edi/**/*.ts',
    tests: [
      'test/domain/edi/**/*.test.ts',
      'test/nodes/edi-{read,write}.test.ts',
      'test/nodes/edi/*.test.ts',
      'test/cli/edi*.test.ts',
      'test/corpus/*.test.ts',
    ],
    branches: 95,
  },
};

const [name = ''] = process.argv.slice(2);
const part = parts[name];
if (!part) {
  console.error(
    `coverage: there is no part "${name}"\n  → npm run coverage -- ${Object.keys(parts).join(' | ')}`,
  );
  process.exit(2);
}
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  'c8',
  [
    ...['--include', part.sources, '--reporter', 'text', '--check-coverage'],
    ...['--temp-directory', 'node_modules/.cache/coverage', '--lines', '0', '--functions', '0'],
    ...['--statements', '0', '--branches', String(part.branches), process.execPath, 'scripts/test.ts'],
    ...part.tests,
  ],
  // What is compiled before is not counted.
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } },
);
process.exit(status ?? 1);
