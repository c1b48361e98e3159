import { existsSync, readFileSync, statSync } from 'node:fs';
import { readArguments, UsageError } from '../arguments.ts';
import type { Command, Terminal } from '../run-command.ts';
import { ack } from './ack.ts';
import type { Functional } from './ad-hoc-agreement.ts';
import { anonymiseFile } from './anonymise.ts';
import { convert } from './convert.ts';
import { diff } from './diff.ts';
import { fileParts } from './file-parts.ts';
import { generate } from './generate.ts';
import { printGuide } from './guide.ts';
import { inspect } from './inspect.ts';
import { progressOf, watched } from './progress.ts';
import { validate, validateStream, verdicts } from './validate.ts';
import { isJson, writeJson } from './write-json.ts';

const options = {
  json: { type: 'boolean' },
  guide: { type: 'string' },
  functional: { type: 'string' },
  number: { type: 'string' },
  key: { type: 'string' },
  seed: { type: 'string' },
  count: { type: 'string' },
  overlay: { type: 'string', multiple: true },
  on: { type: 'string' },
} as const;

interface Values {
  readonly json?: boolean;
  readonly guide?: string;
  readonly functional?: string;
  readonly number?: string;
  readonly key?: string;
  readonly seed?: string;
  readonly count?: string;
  readonly overlay?: readonly string[];
  readonly on?: string;
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
  anonymise: {
    ...{ files: 1, takes: ['key', 'guide'] },
    run: ([file = none], { key, guide }, terminal) => anonymiseFile(file, { key, guide }, terminal),
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

/** What works on a guide instead of files. */
interface GuideAction {
  /** How many references it needs. */
  readonly least: number;
  readonly takes: readonly (keyof Values)[];
  run(ref: string | undefined, values: Values, terminal: Terminal): number;
}

const guideActions: Readonly<Record<string, GuideAction>> = {
  guide: {
    ...{ least: 0, takes: ['overlay', 'on'] },
    run: (ref, { overlay, on: day = new Date().toISOString().slice(0, 10) }, terminal) => {
      if (overlay && ref === undefined) throw new UsageError('--overlay changes a guide, which is missing');
      const unreadable = overlay?.find((file) => !existsSync(file));
      if (unreadable !== undefined) throw new UsageError(`--overlay ${unreadable} is not there`);
      return printGuide(ref, { overlay, day }, terminal);
    },
  },
  generate: {
    ...{ least: 1, takes: ['seed', 'count'] },
    run: (ref = '', { seed, count }, terminal) => generate(ref, { seed, count }, new Date(), terminal),
  },
};

/** Checks a long file as it comes; shows how far on a terminal, out of the way of what is printed. */
function validateLong(
  path: string,
  { json = false, guide }: Values,
  { out, error }: Terminal,
): Promise<number> {
  const { stderr } = process;
  const options = { json, guide };
  if (!stderr.isTTY) return validateStream(fileParts(path), options, { out, error });
  const progress = progressOf(statSync(path).size, (text) => void stderr.write(text));
  const after =
    (write: (line: string) => void) =>
    (line: string): void => {
      progress.hide();
      write(line);
    };
  return validateStream(watched(fileParts(path), progress), options, {
    out: after(out),
    error: after(error),
  });
}

/**
 * `crossdock edi inspect|validate|convert|ack|anonymise FILE`, `crossdock edi diff FILE FILE`, `crossdock edi guide
 * [REF]`, `crossdock edi generate REF`: needs no site. Exit code 0 when the file is valid (the files are the same), 1 when not, 2 when it is no EDI or cannot be read.
 */
export const run: Command = async (args, terminal) => {
  const { positionals, values } = readArguments(args, options, 3);
  const [name = '', ...rest] = positionals;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  const ofGuide = Object.hasOwn(guideActions, name) ? guideActions[name] : undefined;
  const { takes, least, most } = action
    ? { takes: action.takes, least: action.files, most: action.files }
    : { takes: ofGuide?.takes ?? [], least: ofGuide?.least ?? 0, most: 1 };
  if (!action && !ofGuide) throw new UsageError(`'${name}' is not something to do with EDI`);
  const strange = Object.keys(values).find((option) => !takes.includes(option as keyof Values));
  if (strange !== undefined) throw new UsageError(`--${strange} means nothing to 'edi ${name}'`);
  if (rest.length > most) throw new UsageError(`'${rest[most]}' is one argument too many`);
  if (rest.length < least) throw new UsageError(action ? 'a file is missing' : 'a guide is missing');
  const [first = ''] = rest;
  if (ofGuide) return ofGuide.run(rest[0], values, terminal);
  if (name === 'validate' && isLong(first)) return validateLong(first, values, terminal);
  return onFiles(rest, values, terminal, action);
};

function onFiles(
  paths: readonly string[],
  values: Values,
  terminal: Terminal,
  action: Action | undefined,
): number {
  const files: Uint8Array[] = [];
  for (const file of paths) {
    try {
      files.push(readFileSync(file));
    } catch (thrown) {
      terminal.error(`crossdock edi: ${file} cannot be read: ${(thrown as Error).message}`);
      return verdicts.notEdi;
    }
  }
  return action?.run(files, values, terminal) ?? verdicts.notEdi;
}
