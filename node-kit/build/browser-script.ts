import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** A TypeScript module as the browser loads it: types blanked out, imports pointing at `.js`. */
export function browserScript(file: string): string {
  const stripped = stripTypeScriptTypes(readFileSync(file, 'utf8'));
  return (
    stripped
      .replace(/(\bfrom\s+'\.[^']*)\.ts'/g, "$1.js'")
      // Node folders import node-kit from the root; the browser finds it beside them.
      .replaceAll("'../../node-kit/", "'../../")
  );
}
