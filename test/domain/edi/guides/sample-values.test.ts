import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import type {
  CompiledComposite,
  CompiledElement,
  CompiledLoop,
  Guide,
} from '../../../../domain/edi/guides/compiled.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { libraryGuide, loadGuide } from '../../../../domain/edi/guides/load.ts';
import type { LoopValues } from '../../../../domain/edi/json-form.ts';
import { withDefaults } from '../../../../domain/edi/limits.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { readTransaction } from '../../../../domain/edi/read-transaction.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { agreementOf } from '../agreements.ts';
import { sampleOf, samples } from './x12-samples.ts';

const limits = withDefaults({});
const fixtures = new URL('../../../fixtures/edi/', import.meta.url).pathname;

/** The first transaction set of a file as the library's guide reads it. */
function segmentsOf(text: string): LoopValues {
  const bytes = Buffer.from(text, 'latin1');
  const [interchange] = readInterchanges(bytes);
  const [range] = interchange?.groups[0]?.transactions ?? [];
  const guide = range && interchange && libraryGuide(interchange.dialect.standard, range.version, range.type);
  if (!guide || !range || !interchange) throw new Error('no guide for the sample');
  return readTransaction(bytes, range, interchange.dialect, guide, { limits }).segments;
}

/** What stands at a path such as `POCLoop[0].POC.POC03`. */
function valueAt(values: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>(
    (found, step) => (found as Record<string, unknown> | undefined)?.[step],
    values,
  );
}

/** What the guide calls the element at a path. */
function nameAt(guide: Guide, path: string): string | undefined {
  const steps = path.replace(/\[\d+\]/g, '').split('.');
  const key = steps.pop();
  let loop: Omit<CompiledLoop, 'trigger'> = guide.root;
  for (const step of steps) {
    const child = loop.children.find((one) => (one.kind === 'segment' ? one.id : one.key) === step);
    if (child?.kind === 'segment') return elementsOf(child.elements).find((one) => one.key === key)?.name;
    if (child) loop = child;
  }
  return undefined;
}

const elementsOf = (elements: readonly (CompiledElement | CompiledComposite)[]) =>
  elements.flatMap((element) => [element, ...(element.components ?? [])]);

/** Of sets that public files show least: path, value, and what a person reads beside it. */
const values: Readonly<Record<string, readonly (readonly [path: string, value: string, name: string])[]>> = {
  'x12/004010/860': [
    ['BCH.BCH03', 'PO-81234', 'Purchase order number'],
    ['BCH.BCH05', '1', 'Change order sequence'],
    ['N9Loop[0].MSG[0].MSG01', 'Line 1 grows, line 3 is new', 'Message text'],
    ['POCLoop[0].POC.POC02', 'QI', 'Kind of change'],
    ['POCLoop[0].POC.POC04', '30', 'Quantity left to receive'],
    ['POCLoop[1].PIDLoop[0].PID.PID05', 'Barley 500 g', 'Text'],
    ['POCLoop[1].N1Loop[0].N1.N104', '043', 'Identification code'],
    ['CTTLoop[0].AMT[0].AMT02', '679.5', 'Amount'],
  ],
  'x12/004010/943': [
    ['W06.W0602', 'SO-7700', 'Depositor order number'],
    ['N1Loop[1].N1.N102', 'FastShip Dallas', 'Name'],
    ['W27.W2702', 'SWFT', 'Carrier SCAC'],
    ['W04Loop[0].W04.W0401', '500', 'Units shipped'],
    ['W04Loop[0].W20[0].W2001', '12', 'Packs in an outer pack'],
    ['W03.W0302', '6000', 'Weight'],
  ],
  'x12/004010/945': [
    ['W06.W0604', 'SHP-7001', 'Shipment identification'],
    ['LXLoop[0].MAN[0].MAN02', '00106141411234567897', 'Marks and numbers'],
    ['LXLoop[1].W12Loop[0].W12.W1201', 'BP', 'Shipment or order status'],
    ['LXLoop[1].W12Loop[0].W12.W1203', '6', 'Units shipped'],
    ['LXLoop[1].W12Loop[0].W12.W1204', '4', 'Quantity difference'],
    ['LXLoop[0].W12Loop[0].N9[0].N902', 'L2026A', 'Reference'],
    ['W03.W0301', '126', 'Units shipped'],
  ],
  'x12/004010/947': [
    ['W15.W1502', 'DADJ-1', 'Depositor adjustment number'],
    ['W15.W1503', 'WADJ-9', 'Warehouse adjustment number'],
    ['N9[0].N902', 'COUNT-12', 'Reference'],
    ['W19Loop[0].W19.W1901', '07', 'Adjustment reason'],
    ['W19Loop[0].W19.W1902', '2', 'Quantity credited or debited'],
    ['W19Loop[0].W19.W1906', 'NW-1001', 'Item identification'],
  ],
  'edifact/d01b/insdes': [
    ['BGM.BGM02_1', 'ID-4410', 'Document number'],
    ['NADLoop[0].NAD.NAD04_1', 'Depot Halle', 'Party name'],
    ['TDTLoop[0].LOCLoop[0].DTM[0].DTM01_2', '202601211600', 'Date, time or period'],
    ['LINLoop[0].LIN.LIN03_1', '5410041001204', 'Item number'],
    ['LINLoop[0].NADLoop[0].QTY.QTY01_2', '960', 'Quantity'],
    ['LINLoop[0].PCILoop[0].GIN[0].GIN02_1', '340123450000000315', 'Identity number'],
    ['LINLoop[1].DGSLoop[0].DGS.DGS03_1', '1057', 'United Nations Dangerous Goods (UNDG) identifier'],
  ],
  'edifact/d01b/invrpt': [
    ['DTM[1].DTM01_2', '202601312359', 'Date, time or period'],
    ['NADLoop[0].LOC[0].LOC02_1', 'HALL-2', 'Place identification'],
    ['LINLoop[0].INVLoop[0].QTY.QTY01_2', '3360', 'Quantity'],
    ['LINLoop[0].INVLoop[1].STS[0].STS02_1', '5', 'Status'],
    ['LINLoop[1].INVLoop[0].QTY.QTY01_2', '0', 'Quantity'],
  ],
};

const textOf = (ref: string): string =>
  ref.startsWith('x12/') ? sampleOf(ref) : readFileSync(`${fixtures}${ref}.edi`, 'latin1');

describe('the JSON form of a sample', () => {
  for (const [ref, places] of Object.entries(values)) {
    it(`of ${ref} has each value in its loop, and a name for it`, () => {
      const [segments, guide] = [segmentsOf(textOf(ref)), loadGuide(ref)];
      const found = places.map(([path]) => [path, valueAt(segments, path), nameAt(guide, path)]);
      expect(found).to.deep.equal(places);
    });
  }

  const edifact = Object.keys(library).filter((ref) => /^edifact.*(?<!dictionary)$/.test(ref));
  for (const ref of [...samples.keys(), ...edifact]) {
    it(`of ${ref} is written as the sample was, to the last character of the interchange`, () => {
      const text = textOf(ref);
      expect(writtenAs(text, segmentsOf(text))).to.equal(text);
    });
  }
});

/** The interchange that our side of an agreement with the same parties writes at the same time. */
function writtenAs(text: string, segments: LoopValues): string {
  const [interchange] = readInterchanges(Buffer.from(text, 'latin1'));
  const [group] = interchange?.groups ?? [];
  const [range] = group?.transactions ?? [];
  if (!interchange || !group || !range) throw new Error('no interchange in the sample');
  const { envelope, dialect } = interchange;
  const { controlNumber, sender, receiver, standard, test, date, time, version } = envelope;
  const agreement: Agreement = {
    ...agreementOf(standard === 'X12' ? 'acme' : 'globex'),
    ...{ own: sender, partner: receiver, test },
    ...(standard === 'EDIFACT' && { syntax: version }),
    ...(group.envelope && { group: { own: group.envelope.sender, partner: group.envelope.receiver } }),
    delimiters: { component: String.fromCharCode(dialect.delimiters.component), newlines: true },
  };
  const { type, association } = range;
  const set = { type, version: range.version, segments, ...(association && { association }) };
  return write({
    ...{ standard, agreement, transactions: [set] },
    controlNumbers: {
      interchangeControlNumber: controlNumber,
      ...(group.envelope && { groupControlNumbers: [group.envelope.controlNumber] }),
    },
    now: new Date(`${date}T${time}:00Z`),
  });
}
