import { readFileSync, statSync } from 'node:fs';
import { readArguments, UsageError } from '../arguments.ts';
import type { Command, Terminal } from '../run-command.ts';
import { ack } from './ack.ts';
import type { Functional } from './ad-hoc-agreement.ts';
import { convert } from './convert.ts';
import { diff } from './diff.ts';
import { fileParts } from './file-parts.ts';
import { printGuide } from './guide.ts';
import { inspect } from './inspect.ts';
import { validate, validateStream, verdicts } from './validate.ts';
import { isJson, writeJson } from './write-json.ts';

const options = {
  json: { type: 'boolean' },
  guide: { type: 'string' },
  functional: { type: 'string' },
  number: { type: 'string' },
} as const;

interface Values {
  readonly json?: boolean;
  readonly guide?: string;
  readonly functional?: string;
  readonly number?: string;
}

interface Action {
  readonly files: number;
  /** The options that mean something to it. */
  readonly takes: readonly (keyof Values)[];
  run(files: readonly Uint8Array[], values: Values, terminal: Terminal): number;
}

const none = new Uint8Array();

/** A file longer than that is checked as it comes, whatever its length; a shorter one is read first. */
const longFile = 4_000_000;

const isLong = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > longFile;

const actions: Readonly<Record<string, Action>> = {
  validate: {
    ...{ files: 1, takes: ['json', 'guide'] },
    run: ([file = none], { json = false, guide }, terminal) => validate(file, { json, guide }, terminal),
  },
  inspect: {
    ...{ files: 1, takes: ['guide'] },
    run: ([file = none], { guide }, terminal) => inspect(file, guide, terminal),
  },
  convert: {
    ...{ files: 1, takes: ['guide'] },
    run: ([file = none], { guide }, terminal) =>
      isJson(file) ? writeJson(file, new Date(), terminal) : convert(file, guide, terminal),
  },
  ack: {
    ...{ files: 1, takes: ['functional', 'number'] },
    run: ([file = none], { functional, number = '1' }, terminal) => {
      if (!/^\d{1,9}$/.test(number)) throw new UsageError(`--number ${number} is no control number`);
      return ack(
        file,
        { functional: asFunctional(functional), controlNumber: Number(number), now: new Date() },
        terminal,
      );
    },
  },
  diff: {
    ...{ files: 2, takes: ['guide'] },
    run: ([before = none, after = none], { guide }, terminal) => diff(before, after, guide, terminal),
  },
};

function asFunctional(name: string | undefined): Functional | undefined {
  if (name === undefined || name === '997' || name === '999' || name === 'CONTRL') return name;
  throw new UsageError(`--functional ${name}: 997, 999 or CONTRL`);
}

/**
 * `crossdock edi inspect|validate|convert|ack FILE`, `crossdock edi diff FILE FILE`, `crossdock edi guide [REF]`: needs
 * no site. Exit code 0 when the file is valid (the files are the same), 1 when not, 2 when it is no EDI or cannot be read.
 */
export const run: Command = async (args, terminal) => {
  const { positionals, values } = readArguments(args, options, 3);
  const [name = '', ...rest] = positionals;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action && name !== 'guide') throw new UsageError(`'${name}' is not something to do with EDI`);
  const strange = Object.keys(values).find((option) => !action?.takes.includes(option as keyof Values));
  if (strange !== undefined) throw new UsageError(`--${strange} means nothing to 'edi ${name}'`);
  const most = action?.files ?? 1;
  if (rest.length > most) throw new UsageError(`'${rest[most]}' is one argument too many`);
  if (!action) return printGuide(rest[0], terminal);
  if (rest.length < action.files) throw new UsageError('a file is missing');
  const [first = ''] = rest;
  if (name === 'validate' && isLong(first)) {
    const { json = false, guide } = values;
    return validateStream(fileParts(first), { json, guide }, terminal);
  }
  const files: Uint8Array[] = [];
  for (const file of rest) {
    try {
      files.push(readFileSync(file));
    } catch (thrown) {
      terminal.error(`crossdock edi: ${file} cannot be read: ${(thrown as Error).message}`);
      return verdicts.notEdi;
    }
  }
  return action.run(files, values, terminal);
};
