import { expect } from 'chai';
import type { Guide } from '../../../../domain/edi/guides/compiled.ts';
import type {
  GuideData,
  Overlay,
  PresenceRuleData,
  SegmentUse,
} from '../../../../domain/edi/guides/guide.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { applyOverlays } from '../../../../domain/edi/guides/overlay.ts';
import { eventsOf, streamReader } from '../../../../domain/edi/read-stream.ts';
import { sampleInterchange } from '../../../../domain/edi/sample/sample.ts';

const ref = 'x12/004010/850';
const base = new GuideLibrary(library);
const data = base.data(ref);
const dictionary = base.dictionary('x12/004010/dictionary');

type Demand = Partial<PresenceRuleData> & Pick<PresenceRuleData, 'at'>;
const ruleOf = (demand: Demand): PresenceRuleData => ({
  rule: 'beside',
  says: 'they go together',
  ...demand,
});
const withRules = (...rules: readonly Demand[]): GuideData => ({ ...data, rules: rules.map(ruleOf) });
const compiled = (...rules: readonly Demand[]): Guide =>
  new GuideLibrary({ ...library, [ref]: withRules(...rules) }).load(ref);

const isa =
  'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260115*1030*U*00401*000000009*0*P*>~';

/** What is found in sets with these bodies, where, by a reader that runs past what is sound. */
function found(guide: Guide, ...bodies: readonly string[]): string[] {
  const sets = bodies.map((body, index) => {
    const number = String(index + 1).padStart(4, '0');
    return `ST*850*${number}~BEG*00*SA*PO-1**20260115~${body}SE*${body.split('~').length + 2}*${number}~`;
  });
  const text = `${isa}GS*PO*A*B*20260115*1030*9*X*004010~${sets.join('')}GE*${sets.length}*9~IEA*1*000000009~`;
  const reader = streamReader({ guideFor: () => guide });
  reader.feed(Buffer.from(text), true);
  return [...eventsOf(reader)].flatMap((event) =>
    event.kind === 'transaction'
      ? [...event.transaction.problems, ...(event.read?.problems ?? [])].map(
          ({ code, location: { segment, segmentId, loop = '' } }) =>
            `${event.transaction.controlNumber} ${code.slice(7)} ${segment} ${segmentId} ${loop}`.trimEnd(),
        )
      : [],
  );
}

const line = (note: string): string => `PO1*1*1*EA*9.25**VN*A-1~${note}`;

describe('a rule that a segment must come, or may not', () => {
  it('holds in each occurrence of a loop by itself, in every set of a series', () => {
    const guide = compiled({ at: 'PO1Loop.PO1', requires: 'PO1Loop.PIDLoop' });
    const described = line('PID*F****Lamp~');
    const plain = line('');
    expect(found(guide, described, described + described, described)).to.deep.equal([]);
    expect(found(guide, described, described + plain + described, described)).to.deep.equal([
      '0002 RULE_BROKEN 6 PO1 PO1Loop[2]',
    ]);
  });

  it('names the first segment that may not be there, before or after the one that says so', () => {
    const guide = compiled({ at: 'REF', if: { element: '01', in: ['DP'] }, excludes: 'CUR' });
    const items = line('');
    expect(found(guide, `CUR*BY*USD~REF*DP*1~${items}`)).to.deep.equal(['0001 RULE_BROKEN 3 CUR']);
    expect(found(guide, `CUR*BY*USD~REF*IA*1~${items}`)).to.deep.equal([]);
    const loops = compiled({ at: 'REF', excludes: 'N1Loop' });
    expect(found(loops, `REF*DP*1~N1*ST*A~N1*BY*B~${items}`)).to.deep.equal([
      '0001 RULE_BROKEN 4 N1 N1Loop[1]',
    ]);
  });

  it('may stand beside another of the same segment', () => {
    const at = 'N1Loop.N1';
    const guide = compiled({ at, requires: 'N1Loop.N4' }, { at, excludes: 'N1Loop.N2' });
    expect(found(guide, `N1*ST*A~N2*B~${line('')}`)).to.deep.equal([
      '0001 RULE_BROKEN 5 PO1 N1Loop[1]',
      '0001 RULE_BROKEN 4 N2 N1Loop[1]',
    ]);
  });

  it('is a warning where the guide says so', () => {
    const guide = compiled({ at: 'REF', requires: 'CUR', severity: 'warning' });
    const reader = streamReader({ guideFor: () => guide });
    reader.feed(
      Buffer.from(
        `${isa}GS*PO*A*B*20260115*1030*9*X*004010~ST*850*0001~BEG*00*SA*P**20260115~REF*DP*1~${line('')}SE*5*0001~GE*1*9~IEA*1*000000009~`,
      ),
      true,
    );
    const severities = [...eventsOf(reader)].flatMap((event) =>
      event.kind === 'transaction' ? (event.read?.problems ?? []).map(({ severity }) => severity) : [],
    );
    expect(severities).to.deep.equal(['warning']);
  });

  it('is kept by the samples of its guide', () => {
    const guide = compiled({ at: 'PO1Loop.PO1', requires: 'PO1Loop.PIDLoop' });
    const text = sampleInterchange({ guide, count: 3, seed: 5, now: new Date('2026-01-15T12:00:00Z') });
    expect(text.split('~\n').filter((segment) => segment.startsWith('PID*'))).to.not.be.empty;
  });

  it('names what stands in the same loop, or the guide is refused', () => {
    expect(() => compiled({ at: 'PO1Loop.PO1', requires: 'REF' })).to.throw(/does not stand beside/);
    expect(() => compiled({ at: 'REF', requires: 'XYZ' })).to.throw(/XYZ, which does not exist/);
  });

  it('goes with what an overlay takes out', () => {
    const guide = withRules({ at: 'REF', requires: 'CUR' }, { at: 'BEG', excludes: 'TAX' });
    const overlay: Overlay = {
      ...{ overlay: 'acme', version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
      ...{ guide: ref, source: 'test', changes: [{ at: 'TAX', use: 'N' }] },
    };
    expect(applyOverlays(guide, dictionary, [overlay], '2026-02-01').rules).to.have.length(1);
  });
});

describe('an element that must repeat', () => {
  const guideWith = (elements: SegmentUse['elements']): (() => Guide) => {
    const structure = data.structure.map((node) =>
      'segment' in node && node.segment === 'REF' ? { ...node, elements } : node,
    );
    return () => new GuideLibrary({ ...library, [ref]: { ...data, structure } }).load(ref);
  };

  it('is refused where the dictionary has it once, or where it is a component', () => {
    expect(guideWith({ '02': { minRepetitions: 2 } })).to.throw(/REF02 repeats at most 1 times/);
    const order = base.data('edifact/d01b/orders');
    const structure = order.structure.map((node) =>
      'segment' in node && node.segment === 'DTM'
        ? { ...node, elements: { '01_2': { minRepetitions: 2 } } }
        : node,
    );
    const sources = { ...library, 'edifact/d01b/orders': { ...order, structure } };
    expect(() => new GuideLibrary(sources).load('edifact/d01b/orders')).to.throw(/DTM01_2 is a component/);
  });
});
