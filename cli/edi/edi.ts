import { readFileSync } from 'node:fs';
import { readArguments, UsageError } from '../arguments.ts';
import type { Command, Terminal } from '../run-command.ts';
import { convert } from './convert.ts';
import { printGuide } from './guide.ts';
import { inspect } from './inspect.ts';
import { validate, verdicts } from './validate.ts';

/**
 * `crossdock edi inspect|validate|convert FILE`, `crossdock edi guide [REF]`: needs no site. Exit code 0 when the file
 * is valid, 1 when it is not, 2 when it is no EDI or cannot be read.
 */
export const run: Command = async (args, terminal) => {
  const options = { json: { type: 'boolean' }, guide: { type: 'string' } } as const;
  const { positionals, values } = readArguments(args, options, 2);
  const [action = '', subject] = positionals;
  if (values.json && action !== 'validate') throw new UsageError(`--json is for 'edi validate'`);
  if (values.guide !== undefined && action === 'guide') throw new UsageError(`--guide is for files`);
  switch (action) {
    case 'guide':
      return printGuide(subject, terminal);
    case 'validate':
      return withFile(subject, terminal, (bytes) =>
        validate(bytes, { json: values.json ?? false, guide: values.guide }, terminal),
      );
    case 'inspect':
      return withFile(subject, terminal, (bytes) => inspect(bytes, values.guide, terminal));
    case 'convert':
      return withFile(subject, terminal, (bytes) => convert(bytes, values.guide, terminal));
    default:
      throw new UsageError(`'${action}' is not something to do with EDI`);
  }
};

function withFile(file: string | undefined, terminal: Terminal, work: (bytes: Uint8Array) => number): number {
  if (file === undefined) throw new UsageError('the file is missing');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (thrown) {
    terminal.error(`crossdock edi: ${file} cannot be read: ${(thrown as Error).message}`);
    return verdicts.notEdi;
  }
  return work(bytes);
}
