import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { library } from '../../../../domain/edi/guides/library.ts';
import { loadGuide } from '../../../../domain/edi/guides/load.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { agreementOf, now } from '../agreements.ts';
import { briefly, findingsOf } from './edifact-samples.ts';

const folder = new URL('../../../fixtures/edi/edifact/', import.meta.url).pathname;
const samples = globSync('*/*.edi', { cwd: folder }).sort();
const textOf = (sample: string): string => readFileSync(folder + sample, 'latin1');
const messages = Object.keys(library).filter((ref) => /^edifact.*(?<!dictionary)$/.test(ref));

/** The sample with other segments, and a trailer that counts them. */
function changed(sample: string, change: (segments: string[]) => string[]): string {
  const segments = change(textOf(sample).split("'\n").slice(0, -1));
  const body = segments.findIndex((segment) => segment.startsWith('UNT+')) - 1;
  const counted = segments.map((segment) =>
    segment.startsWith('UNT+') ? segment.replace(/\d+/, String(body)) : segment,
  );
  return `${counted.join("'\n")}'\n`;
}

/** Lines of a sample start with the delimiters (UNA), UNB and UNH; the first segment of the message is the fourth. */
const firstSegment = 3;
const bodyOf = (text: string): string[] => text.split("'\n").slice(firstSegment, -3);
const problemsOf = (text: string): string[] => findingsOf(text).problems.map(briefly);

describe('the EDIFACT guides', () => {
  it('have a sample each', () => {
    expect(samples.map((sample) => `edifact/${sample.replace('.edi', '')}`)).to.deep.equal(messages.sort());
  });

  it('know the segment groups of the directory by number', () => {
    const numbers = (ref: string): number[] => {
      const found: number[] = [];
      JSON.stringify(library[ref], (key, value: unknown) => {
        if (key === 'group') found.push(Number(value));
        return value;
      });
      return found;
    };
    for (const ref of messages.filter((ref) => /\/d\d\d/.test(ref))) {
      const found = numbers(ref);
      expect(found, ref).to.deep.equal(found.map((_, index) => index + 1));
    }
  });

  it('share the code lists of their dictionary', () => {
    const listOf = (ref: string) => {
      const [bgm] = loadGuide(ref).root.children;
      if (bgm?.kind !== 'segment') throw new Error('BGM comes first');
      return bgm.elements[2]?.components ? null : bgm.elements[2]?.codes;
    };
    expect(listOf('edifact/d01b/orders')).to.equal(listOf('edifact/d01b/invoic'));
  });

  for (const sample of samples) {
    const first = sample.endsWith('contrl.edi') ? 'UCI' : 'BGM';
    const action = first === 'UCI' ? 4 : 3;

    it(`find nothing wrong in ${sample}`, () => {
      const { guides, problems } = findingsOf(textOf(sample));
      expect(guides).to.deep.equal([`edifact/${sample.replace('.edi', '')}`]);
      expect(problems.map(({ message }) => message)).to.deep.equal([]);
    });

    it(`give back the segments of ${sample} when it is written again`, () => {
      const text = textOf(sample);
      const syntax = /UNB\+(UNO.:\d)/.exec(text)?.[1] ?? '';
      const written = write({
        standard: 'EDIFACT',
        agreement: { ...agreementOf('globex'), syntax },
        transactions: findingsOf(text).transactions,
        controlNumbers: { interchangeControlNumber: '1' },
        now,
      });
      expect(bodyOf(written)).to.deep.equal(bodyOf(text));
    });

    it(`miss ${first} in ${sample}, see it twice, and warn of a code that it may not have`, () => {
      expect(problemsOf(changed(sample, (all) => all.toSpliced(firstSegment, 1)))).to.include(
        `SEGMENT_MISSING 2 ${first}`,
      );
      const segment = textOf(sample).split("'\n")[firstSegment] ?? '';
      expect(problemsOf(changed(sample, (all) => all.toSpliced(firstSegment, 0, segment)))).to.deep.equal([
        `SEGMENT_TOO_OFTEN 3 ${first}`,
      ]);
      const strange = segment.split('+').with(action, 'QQQ').join('+');
      expect(problemsOf(changed(sample, (all) => all.with(firstSegment, strange)))).to.deep.equal([
        `ELEMENT_CODE_UNKNOWN 2 ${first} ${action}`,
      ]);
    });
  }
});

describe('a fault inside an EDIFACT message', () => {
  const cases: readonly (readonly [
    sample: string,
    what: string,
    find: string | RegExp,
    put: string,
    problems: string[],
  ])[] = [
    ['d96a/orders', 'a party without role', 'NAD+DP+', 'NAD++', ['ELEMENT_MISSING 13 NAD NADLoop[3] 1']],
    ['d96a/ordrsp', 'no section control', "UNS+S'\n", '', ['SEGMENT_MISSING 23 UNS']],
    [
      'd96a/ordchg',
      'a quantity in words',
      'QTY+21:200',
      'QTY+21:many',
      ['ELEMENT_CHARACTERS 9 QTY LINLoop[1] 1-2'],
    ],
    [
      'd96a/desadv',
      'a loop of goods before any packing',
      "CPS+1'\n",
      '',
      ['SEGMENT_OUT_OF_SEQUENCE 20 PAC EQDLoop[1]'],
    ],
    ['d96a/recadv', 'no party', /NAD.*?(?=TDT)/s, '', ['SEGMENT_MISSING 7 NAD']],
    ['d96a/invoic', 'no total', /UNS.*?(?=UNT)/s, "UNS+S'\n", ['SEGMENT_MISSING 42 MOA']],
    ['d96a/invrpt', 'no date', /(DTM[^']*'\n){2}/, '', ['SEGMENT_MISSING 3 DTM']],
    ['d96a/iftmin', 'no party', /NAD.*?(?=GID)/s, '', ['SEGMENT_MISSING 19 NAD']],
    [
      'd96a/iftsta',
      'a seal number that is too long',
      'S991204',
      'S9912040000',
      ['ELEMENT_TOO_LONG 20 SEL CNILoop[1].STSLoop[1].EQDLoop[1] 1'],
    ],
    [
      'd96a/pricat',
      'a group of prices without its qualifier',
      'PGI+3+OAT',
      'PGI++OAT',
      ['ELEMENT_MISSING 15 PGI PGILoop[1] 1'],
    ],
    [
      'd96a/aperak',
      'two references of an error',
      "RFF+LI:2'\n",
      "RFF+LI:2'\nRFF+LI:3'\n",
      ['LOOP_TOO_OFTEN 14 RFF ERCLoop[1].RFFLoop[2]'],
    ],
    [
      'd96a/hanmov',
      'two temperatures of an item',
      'LOC+14+B-01-01',
      "TMP+2+004:CEL'\nTMP+2+005:CEL'\nLOC+14+B-01-01",
      ['SEGMENT_TOO_OFTEN 34 TMP GIDLoop[1]'],
    ],
    ['d96a/remadv', 'a document without amounts', "MOA+12:57'\n", '', ['SEGMENT_MISSING 22 MOA DOCLoop[2]']],
    [
      'd96a/iftmbf',
      'a transport stage of an unknown kind',
      'TDT+20',
      'TDT+77',
      ['ELEMENT_CODE_UNKNOWN 14 TDT TDTLoop[1] 1'],
    ],
    [
      'd96a/iftmbc',
      'too many components of a place',
      'LOC+88+DEHAM:139:6',
      'LOC+88+DEHAM:139:6:Hamburg:DE',
      ['COMPONENTS_TOO_MANY 9 LOC LOCLoop[1] 2'],
    ],
    [
      'd96a/iftmcs',
      'a currency without its use',
      "CUX+2:USD'\nMOA",
      "CUX+:USD'\nMOA",
      ['ELEMENT_MISSING 5 CUX 1-1'],
    ],
    ['d96a/partin', 'no section control', "UNS+D'\n", '', ['SEGMENT_MISSING 9 UNS']],
    [
      'd01b/orders',
      'an unknown type of item number',
      '5410041001204:SRV',
      '5410041001204:QQQ',
      ['ELEMENT_CODE_UNKNOWN 21 LIN LINLoop[1] 3-2'],
    ],
    [
      'd01b/desadv',
      'four ways to reach a contact',
      'TE*shipping',
      'TE*00494055513:FX*00494055514:AL*shipping',
      ['ELEMENT_TOO_OFTEN 10 COM NADLoop[2].CTALoop[1] 1'],
    ],
    ['d01b/insdes', 'no section control', "UNS+S'\n", '', ['SEGMENT_MISSING 36 UNS']],
    [
      'd01b/iftsta',
      'a consignment without status',
      /STS.*(?=UNT)/s,
      '',
      ['SEGMENT_MISSING 11 STS CNILoop[1]'],
    ],
    [
      'd01b/invrpt',
      'a stock movement without quantity',
      "INV+1+1+3'\nQTY+145:0:PCE'\n",
      "INV+1+1+3'\n",
      ['SEGMENT_MISSING 22 QTY LINLoop[2].INVLoop[1]'],
    ],
    [
      'd01b/iftmin',
      'a segment of another message',
      'GID+2',
      "LIN+1'\nGID+2",
      ['SEGMENT_UNKNOWN 33 LIN GIDLoop[1].PCILoop[1]'],
    ],
    [
      'd3/contrl',
      'a position that is no number',
      'UCD+12+3:2',
      'UCD+12+x:2',
      ['ELEMENT_CHARACTERS 7 UCD UCMLoop[2].UCSLoop[2] 2-1'],
    ],
    [
      '41/contrl',
      'a message without its type',
      'UCM+1+DESADV:D:01B:UN:EAN007+7',
      'UCM+1++7',
      ['ELEMENT_CONDITIONAL_MISSING 3 UCM UCMLoop[1] 2'],
    ],
    [
      '41/contrl',
      'a service segment without an error',
      'UCM+2+DESADV:D:01B:UN:EAN007+4+29+UNT+2',
      'UCM+2+DESADV:D:01B:UN:EAN007+4++UNT',
      ['ELEMENT_CONDITIONAL_MISSING 4 UCM UCMLoop[2] 4'],
    ],
    [
      '41/contrl',
      'a verdict on a message and an object at once',
      'UCM+++7+',
      'UCM+3+DESADV:D:01B:UN+7+',
      ['ELEMENT_EXCLUDED 8 UCM UCMLoop[3] 7'],
    ],
  ];
  for (const [sample, what, find, put, problems] of cases) {
    it(`is told with its place: ${what} in ${sample}`, () => {
      const text = changed(`${sample}.edi`, (all) => {
        const edited = all.join("'\n").replace(find, put);
        if (edited === all.join("'\n")) throw new Error(`${sample} has no ${find}`);
        return edited.split("'\n");
      });
      expect(problemsOf(text)).to.deep.equal(problems);
    });
  }
});
