import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import type { Level, Log } from '../log.ts';

/** Structured log: JSON lines in a file, warnings and errors also on the console. */
export interface Logger {
  readonly log: Log;
  /** Everything logged so far is in the file. */
  flush(): Promise<void>;
}

/** `console` receives one readable line per warning or error. */
export async function createLogger(options: {
  readonly file: string;
  readonly level: Level;
  readonly base: Readonly<Record<string, string>>;
  readonly console: (line: string) => void;
}): Promise<Logger> {
  mkdirSync(dirname(options.file), { recursive: true });
  const destination = pino.destination({ dest: options.file, sync: false, append: true });
  // Its exit handler throws while the file is still being opened.
  await once(destination, 'ready');
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
    flush: () => new Promise((resolve) => destination.flush(() => resolve())),
  };
}
