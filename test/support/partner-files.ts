import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The YAML files of a partner's pack in `flows/`, as a node of the pack sees them. */
export function partnerFiles(partner: string): Record<string, { text: string; data: unknown }> {
  const folder = join(import.meta.dirname, '../../flows', `partner-${partner}`);
  return Object.fromEntries(
    globSync('{agreements,mappings}/**/*.yaml', { cwd: folder }).map((path) => {
      const text = readFileSync(join(folder, path), 'utf8');
      return [path, { text, data: parse(text) as unknown }];
    }),
  );
}
