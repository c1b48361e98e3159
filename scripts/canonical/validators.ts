import standalone from 'ajv/dist/standalone/index.js';
import { canonicalAjv } from './dialect.ts';
import type { SchemaFile } from './schemas.ts';

const header = `// Validators of the canonical objects, compiled from canonical-schemas/ by scripts/build-canonical.ts. Not committed.
`;

/** An ES module that exports `validators`: per object and version one compiled function, the newest version last. */
export function validatorsSource(
  files: readonly SchemaFile[],
  codeLists: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const objects = files
    .filter((file) => file.object !== 'common')
    .map((file) => ({ ...file, name: `is_${file.object.replaceAll('-', '_')}_v${file.version}` }));
  const ids = Object.fromEntries(objects.map(({ name, schema }) => [name, schema.$id]));
  const code = standalone.default(canonicalAjv(files, codeLists), ids);
  const entries = Object.entries(Object.groupBy(objects, ({ object }) => object)).map(
    ([object, versions = []]) => {
      const functions = versions.map(({ version, name }) => `${version}: ${name}`).join(', ');
      return `  '${object}': { ${functions} },`;
    },
  );
  return `${header}${bounded(withImports(code))}\nexport const validators = {\n${entries.join('\n')}\n};\n`;
}

/** More problems than anyone reads; from here on a validator only finds out that there are more. */
const mostErrors = 1000;

/**
 * Ajv collects without end, and copies what it has for every entry of a list: a hostile document of a million wrong
 * entries would take hours and all the memory. The list of errors stops growing instead.
 */
function bounded(code: string): string {
  const body = code
    .replaceAll(/vErrors\.push\((err\d+)\);/g, `if(vErrors.length < ${mostErrors}) vErrors.push($1);`)
    .replaceAll(/vErrors\.concat\((\w+\.errors)\)/g, 'joined(vErrors, $1)');
  if (/vErrors\.concat|^\s*vErrors\.push/m.test(body))
    throw new Error('a validator collects without end; see bounded');
  return `const joined = (all, more) => all.length < ${mostErrors} ? all.concat(more) : all;\n${body}`;
}

/** Ajv writes `require` for what the validators need at run time, even into an ES module; this turns it into imports. */
function withImports(code: string): string {
  const imports: string[] = [];
  const body = code.replace(
    /const (\w+) = require\("([^"]+)"\)((?:\.\w+|\["[^"]+"\])*);/g,
    (_, name: string, path: string, member: string) => {
      const ours = path.startsWith('.');
      imports.push(`import ${ours ? '* as ' : ''}${name}Module from '${ours ? path : `${path}.js`}';`);
      return `const ${name} = ${name}Module${member};`;
    },
  );
  if (body.includes('require(')) throw new Error('a validator still calls require; see withImports');
  return `${imports.join('\n')}\n${body}`;
}
