import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command was called with something that it does not understand; its message says what. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads a command's arguments: the named options and at most `most` words.
 * @throws UsageError
 */
export function readArguments<const Known extends Options>(
  args: readonly string[],
  options: Known,
  most: number,
) {
  const { positionals, values } = parse(args, options);
  const [strange] = positionals.slice(most);
  if (strange !== undefined) throw new UsageError(`'${strange}' is one argument too many`);
  return { positionals, values };
}

function parse<const Known extends Options>(args: readonly string[], options: Known) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, strict: true, options });
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw thrown;
    // The rest of Node's sentence explains how to pass a word that begins with a hyphen.
    throw new UsageError(message.split('. ')[0]);
  }
}
