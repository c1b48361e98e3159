/** One finding of the doctor. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly name: string;
  readonly text: string;
  /** What to do; absent when all is well. */
  readonly remedy?: string;
}

export const ok = (name: string, text: string): Finding => ({ state: 'ok', name, text });
export const warn = (name: string, text: string, remedy: string): Finding => ({
  state: 'warn',
  name,
  text,
  remedy,
});
export const fail = (name: string, text: string, remedy: string): Finding => ({
  state: 'fail',
  name,
  text,
  remedy,
});
