import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { hashPassword } from '../runtime/auth/login.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './run-command.ts';

const shortest = 12;

/** `crossdock hash-password`: reads a password without showing it, prints its bcrypt hash. */
export const run: Command = async (args, terminal) => {
  readArguments(args, {}, 0);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (stdin.isTTY) stdout.write('Password: ');
  const lines = createInterface({ input: stdin, output: silent, terminal: Boolean(stdin.isTTY) });
  const { value: password = '' } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (stdin.isTTY) stdout.write('\n');
  if (password.length < shortest) {
    terminal.error(`crossdock: a password needs at least ${shortest} characters`);
    return 1;
  }
  terminal.out(await hashPassword(password));
  return 0;
};
