import { expect } from 'chai';
import type { Guide } from '../../../../domain/edi/guides/compiled.ts';
import type { DictionaryData, LoopUse, SegmentUse } from '../../../../domain/edi/guides/guide.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { parseOverlay } from '../../../../domain/edi/guides/overlay.ts';
import { eventsOf, streamReader } from '../../../../domain/edi/read-stream.ts';
import { programEpoch } from '../../../../domain/edi/sound/memory.ts';
import { CrossdockError } from '../../../../domain/errors.ts';
import { withCloseLook } from './close-look.ts';

type Node = SegmentUse | LoopUse;

const segment = (id: string): SegmentUse => ({ segment: id, use: 'O', max: '>1' });
const loop = (name: string, opens: string, ...children: Node[]): LoopUse => ({
  ...{ loop: name, use: 'O', max: '>1' },
  children: [segment(opens), ...children],
});

/** 17,576 ids of three letters. */
const idOf = (number: number): string =>
  [676, 26, 1].map((unit) => String.fromCharCode(65 + (Math.floor(number / unit) % 26))).join('');

const head = {
  guide: 'x12/004010/999x',
  standard: 'X12',
  version: '004010',
  type: '850',
  name: 'Hostile',
} as const;

function guideOf(
  structure: readonly Node[],
  {
    elements = ['1 O'],
    codes,
    count = 0,
  }: { elements?: readonly string[]; codes?: Record<string, string>; count?: number } = {},
): Guide {
  const ids = ['BEG', ...Array.from({ length: count }, (_, index) => `Q${idOf(index).slice(1)}`)];
  const dictionary: DictionaryData = {
    ...{ dictionary: 'x12/004010/hostile', standard: 'X12', version: '004010', source: 'test' },
    elements: { 1: { name: 'Any', type: 'AN', min: 1, max: 8, ...(codes && { codes }) } },
    segments: Object.fromEntries(ids.map((id) => [id, { name: id, elements }])),
  };
  const guide = { ...head, dictionary: dictionary.dictionary, source: 'test', structure };
  return new GuideLibrary({ ...library, [head.guide]: guide, [dictionary.dictionary]: dictionary }).load(
    head.guide,
  );
}

const isa =
  'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260115*1030*U*00401*000000009*0*P*>~';

/** What reading gives of sets with this body. */
function read(guide: Guide, body: readonly string[]): string {
  const set = (number: string): string =>
    `ST*850*${number}~${body.map((one) => `${one}~`).join('')}SE*${body.length + 2}*${number}~`;
  const sets = ['0001', '0002', '0003', '0004'].map(set).join('');
  const reader = streamReader({ guideFor: () => guide });
  reader.feed(Buffer.from(`${isa}GS*PO*A*B*20260115*1030*9*X*004010~${sets}GE*4*9~IEA*1*000000009~`), true);
  return JSON.stringify([...eventsOf(reader)]);
}

function expectSame(guide: Guide, body: readonly string[]): string {
  const found = read(guide, body);
  expect(found).to.equal(withCloseLook(() => read(guide, body)));
  expect(found).not.to.include('CD_INTERNAL');
  return found;
}

/** Loops in loops, so many. */
const nested = (depth: number): Node[] => {
  let inside: Node[] = [];
  for (let at = depth; at > 0; at -= 1) inside = [loop(`L${at}`, `Q${idOf(at).slice(1)}`, ...inside)];
  return [segment('BEG'), ...inside];
};

const refusalOf = (attempt: () => unknown): string => {
  try {
    attempt();
    return 'none';
  } catch (thrown) {
    return thrown instanceof CrossdockError ? `${thrown.code} ${thrown.message}` : `no code: ${thrown}`;
  }
};

describe('a guide that is more than the fast path takes', function () {
  this.timeout(60_000);

  for (const size of [16_384, 16_385, 300_000, 700_000]) {
    it(`is read the same where a list has ${size.toLocaleString('en')} codes, and leaves other guides in the memory`, () => {
      const codes = Object.fromEntries(
        Array.from({ length: size }, (_, index) => [index.toString(36), 'one']),
      );
      const guide = guideOf([segment('BEG')], { codes });
      const before = programEpoch();
      const found = expectSame(guide, ['BEG*a', `BEG*${(size - 1).toString(36)}`, 'BEG*!!', 'BEG*b']);
      expect(found.split('CD_EDI_ELEMENT_CODE_UNKNOWN')).to.have.length(5);
      expect(programEpoch()).to.equal(before);
    });
  }

  for (const depth of [29, 30, 31, 60]) {
    it(`is read the same with ${depth} loops in each other`, () => {
      const guide = guideOf(nested(depth), { count: depth + 1 });
      const path = Array.from({ length: depth }, (_, at) => `Q${idOf(at + 1).slice(1)}*1`);
      expect(expectSame(guide, ['BEG*1', ...path, ...path, 'BEG*1'])).to.include(
        'CD_EDI_SEGMENT_OUT_OF_SEQUENCE',
      );
    });
  }

  it('is read the same with more loops side by side than the memory holds', () => {
    const names = Array.from({ length: 600 }, (_, at) => `Q${idOf(at).slice(1)}`);
    const guide = guideOf([segment('BEG'), ...names.map((id, at) => loop(`L${at}`, id))], { count: 600 });
    expectSame(guide, ['BEG*1', ...names.flatMap((id) => [`${id}*1`, `${id}*2`]), 'ZZZ*1']);
  });

  it('is read the same with more elements and components than a word has bits', () => {
    const guide = guideOf([segment('BEG')], { elements: Array.from({ length: 70 }, () => '1 M') });
    const values = Array.from({ length: 70 }, (_, at) => String(at));
    expect(expectSame(guide, [`BEG*${values.join('*')}`, `BEG*${values.slice(1).join('*')}`])).to.include(
      'BEG70',
    );
  });

  it('is refused with its code when its loops, conditions or changes lie deeper than checks can go', () => {
    expect(refusalOf(() => guideOf(nested(20_000)))).to.match(/^CD_EDI_GUIDE_INVALID.*200 deep/);
    let condition: object = { element: '01', sent: true };
    for (let at = 0; at < 20_000; at += 1) condition = { not: condition };
    const rule = { rule: 'deep', at: 'BEG', says: 'something', must: condition };
    const change = { addRule: rule };
    const overlay = {
      ...{ overlay: 'acme', version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
      ...{ guide: 'x12/004010/850', source: 'test', changes: [change] },
    };
    expect(refusalOf(() => parseOverlay(overlay, 'acme.json'))).to.match(/^CD_EDI_OVERLAY_INVALID.*200 deep/);
  });
});
