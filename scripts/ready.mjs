/**
 * Makes a checkout runnable: installs what the lockfile names and builds what is generated, only when stale.
 * With `--warm` it also compiles what a start loads. Runs on any Node from 18 on, since it is what brings the right one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './installed.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** npm writes this one last, so that an install that was interrupted has none or an old one. */
const hidden = join(root, 'node_modules', '.package-lock.json');
const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
const installed =
  existsSync(node) &&
  existsSync(hidden) &&
  isInstalled(packagesOf(join(root, 'package-lock.json')), packagesOf(hidden));

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(
      `crossdock: '${command} ${args.join(' ')}' failed${result.error ? `: ${result.error.message}` : ''}`,
    );
    process.exit(result.status ?? 1);
  }
}

/** `npm ci` says nothing for a minute: the seconds that pass are shown, on a terminal in place, else not at all. */
function install(started) {
  const shell = process.platform === 'win32';
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress'];
  const child = spawn('npm', args, { cwd: root, stdio: 'inherit', shell });
  const live = process.stdout.isTTY && !process.env.CI;
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const show = () => process.stdout.write(`\rcrossdock: installing packages: ${seconds()} s `);
  const timer = live ? setInterval(show, 1000) : undefined;
  return new Promise((resolve) => {
    const end = (code, reason) => {
      clearInterval(timer);
      if (live) process.stdout.write('\n');
      if (code === 0) return resolve();
      console.error(`crossdock: 'npm ${args.join(' ')}' failed${reason ? `: ${reason}` : ''}`);
      process.exit(code ?? 1);
    };
    child.once('error', (error) => end(1, error.message));
    child.once('exit', (code) => end(code));
  });
}

/** `npm ci` empties what the link points to, which another checkout may be running from. */
function refuseLink() {
  const folder = join(root, 'node_modules');
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  console.error(
    `crossdock: node_modules is a link to ${existsSync(folder) ? realpathSync(folder) : 'nowhere'},`,
  );
  console.error(
    '           whose packages are not those of package-lock.json. Remove the link and start again.',
  );
  process.exit(1);
}

if (!installed) {
  refuseLink();
  const started = Date.now();
  console.log('crossdock: installing packages from the lockfile (about a minute on a first run)');
  await install(started);
  if (!existsSync(node)) {
    console.error("crossdock: the package 'node' brought no binary: its install script did not run.");
    console.error("           Run 'npm install-scripts approve node' or 'npm rebuild node', then try again.");
    process.exit(1);
  }
  console.log(`crossdock: packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

// What Node tells of its experiments is nothing to whoever starts for the first time.
run(node, ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'build.ts')]);
if (process.argv.includes('--warm')) run(node, [join(root, 'scripts', 'warm.ts')]);
