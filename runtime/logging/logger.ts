import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import type { Level, Log } from '../log.ts';
import { LogFile } from './log-file.ts';

/** Structured log: JSON lines in a file, warnings and errors also on the console. */
export interface Logger {
  readonly log: Log;
  /** Resolves when everything logged so far is in the file; what comes later is dropped. */
  close(): Promise<void>;
}

/** `console` receives one readable line per warning or error. */
export function createLogger(options: {
  readonly file: string;
  readonly level: Level;
  readonly base: Readonly<Record<string, string>>;
  readonly console: (line: string) => void;
}): Logger {
  mkdirSync(dirname(options.file), { recursive: true });
  const destination = new LogFile(options.file, (reason) => options.console(`error: ${reason}`));
  const logger = pino(
    {
      level: options.level,
      base: options.base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: {
        paths: ['password', 'token', '*.password', '*.token', '*.privateKey', '*.authorization', '*.cookie'],
        censor: '(hidden)',
      },
    },
    destination,
  );
  return {
    log(level, text, details = {}) {
      logger[level](details, text);
      if (level === 'warn' || level === 'error') options.console(`${level}: ${text}`);
    },
    close: () => destination.close(),
  };
}
