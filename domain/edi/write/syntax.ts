import type { Agreement } from '../agreement.ts';
import { type Charset, charsetOfLevel } from '../charset.ts';
import type { Standard } from '../dialect.ts';

/** The service characters a file is written with. */
export interface Syntax {
  readonly standard: Standard;
  readonly element: string;
  readonly component: string;
  /** '' if the version has none. */
  readonly repetition: string;
  /** '' in X12. */
  readonly release: string;
  readonly segment: string;
  /** What follows every segment terminator. */
  readonly lineEnd: string;
  readonly charset: Charset;
  /** EDIFACT syntax identifier and version: `UNOC:3`. */
  readonly level: string;
}

/** First version of the X12 interchange with a repetition separator in ISA11. */
const repeatsFrom = '00402';

/** The service characters of an agreement; `version` is ISA12, or anything in EDIFACT. */
export function syntaxOf(agreement: Agreement, version: string): Syntax {
  const { standard, delimiters = {}, syntax = 'UNOC:3' } = agreement;
  const lineEnd = delimiters.newlines ? '\n' : '';
  if (standard === 'X12') {
    return {
      standard,
      element: delimiters.element ?? '*',
      component: delimiters.component ?? '>',
      repetition: version >= repeatsFrom ? (delimiters.repetition ?? '^') : '',
      release: '',
      segment: delimiters.segment ?? '~',
      lineEnd,
      charset: 'x12',
      level: '',
    };
  }
  return {
    standard,
    element: delimiters.element ?? '+',
    component: delimiters.component ?? ':',
    repetition: syntax.endsWith(':4') ? (delimiters.repetition ?? '*') : '',
    release: delimiters.release ?? '?',
    segment: delimiters.segment ?? "'",
    lineEnd,
    charset: charsetOfLevel(syntax.slice(0, 4)) ?? 'latin1',
    level: syntax,
  };
}

/** The character set a file for this partner is encoded in: pass it to `encode`. */
export const charsetOf = (agreement: Agreement): Charset => syntaxOf(agreement, '').charset;
