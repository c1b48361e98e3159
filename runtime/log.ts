export type Level = 'debug' | 'info' | 'warn' | 'error';

/** One structured log line. Secrets and payloads never go in `details`. */
export type Log = (level: Level, text: string, details?: Readonly<Record<string, unknown>>) => void;

export const silentLog: Log = () => {};
