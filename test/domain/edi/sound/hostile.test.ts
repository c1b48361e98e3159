import { expect } from 'chai';
import type { EnvelopeEvent } from '../../../../domain/edi/envelope-event.ts';
import type { GuideFor } from '../../../../domain/edi/guides/guide-library.ts';
import { libraryGuide, loadGuide } from '../../../../domain/edi/guides/load.ts';
import type { Problem } from '../../../../domain/edi/problem.ts';
import { eventsOf, streamReader } from '../../../../domain/edi/read-stream.ts';
import { receive } from '../../../../domain/edi/receive.ts';
import { programWords } from '../../../../domain/edi/sound/kernel/layout.ts';
import { placeProgram } from '../../../../domain/edi/sound/memory.ts';
import { context } from '../agreements.ts';

function problemsOf(event: EnvelopeEvent): readonly Problem[] {
  if (event.kind === 'problem') return [event.problem];
  if (event.kind === 'transaction') return event.read?.problems ?? [];
  return event.kind === 'interchange-end' ? event.interchange.problems : [];
}

/** Codes of what is found in the sets of a file. */
function problemsIn(bytes: Buffer, guideFor: GuideFor = libraryGuide): readonly string[] {
  const reader = streamReader({ guideFor });
  reader.feed(bytes, false);
  const events = [...eventsOf(reader)];
  reader.feed(new Uint8Array(), true);
  return [...events, ...eventsOf(reader)].flatMap(problemsOf).map(({ code }) => code);
}

const message = (reference: number, date: string): string =>
  `UNH+${reference}+ORDERS:D:96A:UN'BGM+220+PO-${reference}+9'DTM+137:${date}:102'UNS+S'UNT+5+${reference}'`;
const orders = (dates: readonly string[]): string =>
  `UNB+UNOC:3+4012345000009:14+4098765000002:14+260115:1030+7'${dates.map((date, at) => message(at + 1, date)).join('')}UNZ+${dates.length}+7'`;

/** Leaves so many numbers of room in the memory of programs. */
function leaveRoom(words: number): void {
  while (placeProgram(new Int32Array(4096)) > 0);
  placeProgram(new Int32Array(programWords - 1 - words));
}

describe('the fast path', function () {
  this.timeout(60_000);

  it('misses no fault wherever the memory of guides runs over', () => {
    const bytes = Buffer.from(
      orders(['20260115', '20260116', '20260117', '20260118', '20260229', '20260119']),
    );
    const expected = problemsIn(bytes);
    expect(expected).to.have.length(1);
    // The constructor of a program takes about 900 numbers, what comes after it is placed piece by piece.
    for (let words = 0; words < 1_500; words += 7) {
      leaveRoom(words);
      expect(problemsIn(bytes), `${words} left`).to.deep.equal(expected);
    }
  });

  it('takes no released delimiter for text that is a control character', () => {
    const separators: Readonly<Record<string, string>> = { ':': '\x1f', '+': '\x1d', "'": '\x1c' };
    const text = orders(['20260115'])
      .replace('UNS+S', 'FTX+AAI+++a?+b')
      .replaceAll(/UNT\+5/g, 'UNT+5');
    const swapped = text.replaceAll(/[:+']/g, (one) => separators[one] ?? one);
    const plain = problemsIn(Buffer.from(`UNA:+.? '${text}`));
    const found = problemsIn(Buffer.from(`UNA\x1f\x1d.? \x1c${swapped}`));
    expect(found).to.include('CD_EDI_ELEMENT_CHARACTERS');
    expect(plain).to.not.include('CD_EDI_ELEMENT_CHARACTERS');
  });

  it('finds no code that only objects inherit, and no level', () => {
    const isa =
      'ISA*00*          *00*          *02*SWFT           *ZZ*CROSSDOCK      *260115*1030*U*00401*000000009*0*P*>~';
    for (const level of ['toString', 'constructor', '__proto__', 'valueOf', 'hasOwnProperty']) {
      const notice = `${isa}GS*SH*SWFT*CROSSDOCK*20260115*1030*9*X*004010~ST*856*0001~BSN*00*A1*20260115*1030~HL*1**${level}~SE*4*0001~GE*1*9~IEA*1*000000009~`;
      const found = problemsIn(Buffer.from(notice), () => loadGuide('x12/004010/856'));
      expect(found, level).to.not.be.empty;
      expect(found, level).to.not.include('CD_INTERNAL');
    }
    const unb = orders(['20260115']).replace('UNOC', 'constructor');
    const { errors, interchanges } = receive(Buffer.from(unb), context);
    const codes = [...errors, ...interchanges.flatMap(({ problems }) => problems)].map(({ code }) => code);
    expect(codes).to.not.be.empty;
    expect(codes).to.not.include('CD_INTERNAL');
  });
});
