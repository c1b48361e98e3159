import { expect } from 'chai';
import { detectEdifact } from '../../../../domain/edi/edifact/dialect.ts';

const detect = (text: string) => detectEdifact(Buffer.from(text, 'latin1'), 0);
const shown = (text: string): Record<string, string | null> => {
  const entries = Object.entries(detect(text).delimiters).map(([name, byte]) => [
    name,
    byte === null ? null : String.fromCharCode(byte),
  ]);
  return Object.fromEntries(entries) as Record<string, string | null>;
};

describe('detectEdifact', () => {
  it('uses the default service characters without UNA', () => {
    expect(shown("UNB+UNOA:2+A+B'")).to.deep.equal({
      component: ':',
      element: '+',
      release: '?',
      repetition: null,
      segment: "'",
    });
  });

  it('takes the service characters from UNA, with a line end before UNB', () => {
    expect(shown('UNA=*.! ~\r\nUNB*UNOB=3*A*B~')).to.include({
      component: '=',
      element: '*',
      release: '!',
      segment: '~',
    });
  });

  it('has no release character where UNA shows a space', () => {
    expect(shown("UNA:+.  'UNB+UNOB:3+A+B'")).to.include({ release: null });
  });

  it('has a repetition separator from syntax version 4 on', () => {
    expect(shown("UNA:+.?*'UNB+UNOC:4+A+B'").repetition).to.equal('*');
    expect(shown("UNB+UNOC:4+A+B'").repetition).to.equal('*');
    expect(shown("UNA:+.?*'UNB+UNOC:3+A+B'").repetition).to.equal(null);
  });

  it('has no repetition separator in syntax version 4 where UNA shows a space', () => {
    expect(shown("UNA:+.? 'UNB+UNOC:4+A+B'").repetition).to.equal(null);
  });

  it('does not mind what stands for the repetition separator before syntax version 4', () => {
    expect(shown("UNA:+.?P'UNB+UNOC:3+A+B'").repetition).to.equal(null);
  });

  it('uses the information separators of level B', () => {
    expect(detect('UNB\x1dUNOB\x1f3\x1dA\x1dB\x1c').delimiters).to.include({ element: 0x1d, segment: 0x1c });
  });

  for (const [level, charset] of [
    ['UNOA', 'ascii'],
    ['UNOC', 'latin1'],
    ['UNOE', 'iso-8859-5'],
    ['UNOY', 'utf-8'],
  ]) {
    it(`reads ${level} as ${charset}`, () => {
      expect(detect(`UNB+${level}:3+A+B'`).charset).to.equal(charset);
    });
  }

  for (const [text, code] of [
    ["UIB+UNOA:1+X'", 'CD_EDI_INTERACTIVE_REFUSED'],
    ["UNB+UNOX:3+A+B'", 'CD_EDI_CHARSET_UNSUPPORTED'],
    ["UNB+UNOC:9+A+B'", 'CD_EDI_UNB_INVALID'],
    ["UNA::.? 'UNB+UNOC:3+A+B'", 'CD_EDI_DELIMITERS_INVALID'],
    ["UNA:+.?P'UNB+UNOC:4+A+B'", 'CD_EDI_DELIMITERS_INVALID'],
    ["UNA:+.?1'UNB+UNOC:4+A+B'", 'CD_EDI_DELIMITERS_INVALID'],
    ["UNA:+.?\xe4'UNB+UNOC:4+A+B'", 'CD_EDI_DELIMITERS_INVALID'],
    ["UNA:+.?+'UNB+UNOC:4+A+B'", 'CD_EDI_DELIMITERS_INVALID'],
    ["UNA:+.??'UNB+UNOC:4+A+B'", 'CD_EDI_DELIMITERS_INVALID'],
    ["UNA:+.? 'UNH+1+ORDERS'", 'CD_EDI_NOT_EDI'],
    ['UNA:+', 'CD_EDI_TRUNCATED'],
  ] as const) {
    it(`refuses ${text} with ${code}`, () => {
      expect(() => detect(text))
        .to.throw()
        .with.property('code', code);
    });
  }
});
