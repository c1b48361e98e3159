import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface SiteCopy {
  readonly siteFile: string;
  /** The copies of the packs. */
  readonly packFolder: string;
  /** Adds a channel to those that a pack reads and writes; in force from the next deploy or start on. */
  declare(pack: string, channel: string): void;
  /** Replaces a text where it first stands in a file, `flows/…` or `sites/…`; in force from the next deploy or start on. */
  edit(path: string, from: string, to: string): void;
  remove(): void;
}

export interface SiteCopyChanges {
  /** Replaces the lines of the demo's site file that start with the name. */
  readonly lines?: Readonly<Record<string, string>>;
  /** Lines to add to the site file. */
  readonly more?: string;
  /** Replaces values in the core's process terms. */
  readonly terms?: Readonly<Record<string, string | number>>;
}

const everySecond = '{ cron: "* * * * * *" }';

/**
 * The demo site with its packs in a folder of its own, changed for a test that cannot wait as long as the demo does: it
 * polls every second, and takes files that were renamed after their upload at once.
 */
export function copyDemoSite({ lines = {}, more = '', terms = {} }: SiteCopyChanges = {}): SiteCopy {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-site-'));
  mkdirSync(join(folder, 'sites'));
  cpSync(join(root, 'flows'), join(folder, 'flows'), { recursive: true });
  cpSync(join(root, 'sites/demo'), join(folder, 'sites/demo'), { recursive: true });
  const siteFile = join(folder, 'sites/demo.yaml');
  const polls = { mailboxes: everySecond, 'erp-orders': everySecond };
  const site = readFileSync(join(root, 'sites/demo.yaml'), 'utf8');
  writeFileSync(
    siteFile,
    `${replaceLines(site, { partners: join(root, 'partners/main.ts'), ...polls, ...lines })}\n${more}\n`,
  );
  for (const tab of globSync(join(folder, 'flows/*/tabs/*.yaml'))) {
    writeFileSync(tab, readFileSync(tab, 'utf8').replace(/settleSeconds: \d+$/gm, 'settleSeconds: 0'));
  }
  const termsFile = join(folder, 'flows/order-to-cash/process-terms.yaml');
  writeFileSync(termsFile, replaceLines(readFileSync(termsFile, 'utf8'), terms));
  return {
    siteFile,
    packFolder: join(folder, 'flows'),
    declare(pack, channel) {
      const manifest = join(folder, 'flows', pack, 'pack.yaml');
      const before = readFileSync(manifest, 'utf8');
      writeFileSync(manifest, before.replace(/^( *(?:reads|writes): \[)/gm, `$1${channel}, `));
    },
    edit(path, from, to) {
      const file = join(folder, path);
      const before = readFileSync(file, 'utf8');
      if (!before.includes(from)) throw new Error(`there is no "${from}" in ${path}`);
      writeFileSync(file, before.replace(from, to));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function replaceLines(text: string, changes: Readonly<Record<string, string | number>>): string {
  return Object.entries(changes).reduce((changed, [name, value]) => {
    const line = new RegExp(`^(\\s*)${name}:.*$`, 'm');
    if (!line.test(changed)) throw new Error(`there is no line "${name}:" to change`);
    return changed.replace(line, `$1${name}: ${value}`);
  }, text);
}
