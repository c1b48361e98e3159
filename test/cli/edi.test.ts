import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { acme850, globexOrders } from '../../partners/customers/documents.ts';
import { callCli, runCli } from './run-cli.ts';

const at = new Date('2026-03-02T08:00:00Z');
const shipTo = { name: 'Acme Store 14', street: '550 Broad St', city: 'Newark', region: 'NJ' };
const lines = [{ sku: 'NW-1001', cartons: 4 }];
const order = acme850(
  { number: 'PO-1', shipTo: { ...shipTo, postalCode: '07102', country: 'US' }, lines, control: 7 },
  at,
);

describe('crossdock edi', function () {
  this.timeout(240_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-edi-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (text: string): string => {
    const file = join(folder, 'a.edi');
    writeFileSync(file, text, 'latin1');
    return file;
  };
  const edi = (action: string, text: string, ...more: string[]) =>
    callCli(['edi', action, fileOf(text), ...more]);

  it('needs no site, and its process ends with its exit code', async () => {
    const called = runCli(['edi', 'validate', fileOf(order)], { CROSSDOCK_SITE: '/nowhere' });
    expect(await called.ended(), called.text()).to.equal(0);
    expect(called.text()).to.match(/^850 \d{4} \(004010\): valid by x12\/004010\/850\n/);
  });

  describe('validate', () => {
    it('ends with 0 and a sum for a valid file of either syntax', async () => {
      const ship = { ...shipTo, postalCode: '20095', country: 'DE' };
      const orders = globexOrders({ number: 'GX-1', shipTo: ship, lines, control: 8 }, at);
      const { code, text } = await edi('validate', `${order}\n${orders}`);
      expect(code, text).to.equal(0);
      expect(text).to.include(
        '2 interchange(s), 2 transaction set(s): 2 valid, 0 invalid; 0 error(s), 0 warning(s)',
      );
    });

    it('tells of a long file as it comes what it tells of a short one', async () => {
      const [from, to] = [order.indexOf('ST*'), order.indexOf('GE*')];
      const [head, set, tail] = [order.slice(0, from), order.slice(from, to), order.slice(to)];
      const numbered = (number: number): string =>
        set
          .replace(/ST\*850\*\d+/, `ST*850*${String(number).padStart(9, '0')}`)
          .replace(/(SE\*\d+\*)\d+/, `$1${String(number).padStart(9, '0')}`);
      const count = Math.ceil(4_100_000 / set.length);
      const sets = Array.from({ length: count }, (_, index) => numbered(index));
      const whole = head + sets.join('') + tail.replace(/GE\*1/, `GE*${count}`);
      const sound = await edi('validate', whole, '--json');
      expect(sound.code).to.equal(0);
      const told = sound.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(told.at(-1).summary).to.include({ transactions: count, valid: count, errors: 0 });
      expect(told[3]).to.include({ controlNumber: '000000003', valid: true, guide: 'x12/004010/850' });
      const broken = await edi(
        'validate',
        `${whole.replace('BEG*00', 'BEG*').replace(/IEA\*1/, 'IEA*9')}junk`,
      );
      expect(broken.code).to.equal(1);
      expect(broken.text)
        .to.match(/error {3}CD_EDI_ELEMENT_MISSING at byte \d+\n +segment 2 \(BEG\): BEG01/)
        .and.to.include('CD_EDI_COUNT_MISMATCH')
        .and.to.include('outside of any interchange:\n  error   CD_EDI_NOT_EDI');
    });

    it('ends with 1 and names what is wrong, where and what to do', async () => {
      const { code, text } = await edi('validate', order.replace('BEG*00', 'BEG*'));
      expect(code).to.equal(1);
      expect(text)
        .to.match(/850 \d{4} \(004010\): invalid/)
        .and.to.match(/error {3}CD_EDI_ELEMENT_MISSING at byte \d+\n +segment 2 \(BEG\): BEG01.*\n +→ /)
        .and.to.include('0 valid, 1 invalid; 1 error(s)');
    });

    it('tells of envelopes and of what is outside of them', async () => {
      const { code, text } = await edi('validate', `junk\n${order.replace(/IEA\*1/, 'IEA*9')}`);
      expect(code).to.equal(1);
      expect(text).to.include('outside of any interchange:').and.to.include('CD_EDI_COUNT_MISMATCH');
    });

    it('ends with 2 for what is no EDI, what is not there and what is a folder', async () => {
      expect((await edi('validate', 'once upon a time')).code).to.equal(2);
      expect((await edi('validate', '')).code).to.equal(2);
      for (const path of [join(folder, 'none'), folder]) {
        const { code, text } = await callCli(['edi', 'validate', path]);
        expect(code).to.equal(2);
        expect(text).to.include(`${path} cannot be read`);
      }
    });

    it('gives one JSON object per transaction set and a last one that sums up', async () => {
      const { code, text } = await edi('validate', order.replace('BEG*00', 'BEG*'), '--json');
      expect(code).to.equal(1);
      const [set, sum, ...rest] = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(rest).to.deep.equal([]);
      expect(set).to.include({ type: '850', version: '004010', valid: false, guide: 'x12/004010/850' });
      expect(set.problems[0]).to.include({ code: 'CD_EDI_ELEMENT_MISSING' });
      expect(order.slice(set.byteRange.from, set.byteRange.from + 3)).to.equal('ST*');
      expect(sum.summary).to.include({
        outcome: 'invalid',
        transactions: 1,
        valid: 0,
        invalid: 1,
        errors: 1,
      });
    });

    it('checks by the guide that is named', async () => {
      const { code, text } = await edi('validate', order, '--guide', 'x12/004010/997');
      expect(code).to.equal(1);
      expect(text).to.include('invalid by x12/004010/997');
      const unknown = await edi('validate', order, '--guide', 'x12/none');
      expect(unknown.code).to.equal(1);
      expect(unknown.text).to.include('CD_EDI_GUIDE_UNKNOWN');
    });

    it('lets no control character of a file out to the terminal', async () => {
      for (const action of ['validate', 'inspect']) {
        const { text } = await edi(
          action,
          order.replaceAll('PO-1', 'PO\u001b[2J').replace('N1*ST', 'N1*\u001b['),
        );
        expect(text).not.to.include('\u001b[2J').and.not.to.include('*\u001b[');
      }
    });
  });

  it('inspect prints names of segments, elements and codes, in their loops', async () => {
    const { code, text } = await edi('inspect', order);
    expect(code).to.equal(0);
    expect(text)
      .to.match(/^X12 interchange 0*7 \(00401\) from \S+ to \S+, 2026-03-02/)
      .and.to.include('BEG Start of the purchase order')
      .and.to.include('01 Purpose: 00 original')
      .and.to.match(/\n {8}PO1 Order line\n {10}01 Line number: /);
  });

  it('convert prints the JSON form of every transaction set, one a line', async () => {
    const { code, text } = await edi('convert', order + order.replaceAll('PO-1', 'PO-2'));
    expect(code).to.equal(0);
    const numbers = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).segments.BEG.BEG03);
    expect(numbers).to.deep.equal(['PO-1', 'PO-2']);
  });

  it('convert makes EDI of that JSON again, which means the same', async () => {
    const ship = { ...shipTo, postalCode: '20095', country: 'DE' };
    const orders = globexOrders({ number: 'GX-1', shipTo: ship, lines, control: 8 }, at);
    for (const text of [order, orders]) {
      const json = (await edi('convert', text)).text;
      const { code, text: again } = await edi('convert', json);
      expect(code, again).to.equal(0);
      const [one, other] = [join(folder, 'one.edi'), join(folder, 'other.edi')];
      writeFileSync(one, text, 'latin1');
      writeFileSync(other, again, 'latin1');
      const compared = await callCli(['edi', 'diff', one, other]);
      expect([compared.code, compared.text]).to.deep.equal([0, '']);
    }
  });

  it('convert refuses JSON that is no transaction set, with its line', async () => {
    const { code, text } = await edi('convert', '{"standard":"X12"}');
    expect(code).to.equal(2);
    expect(text).to.include('line 1 is no transaction set');
  });

  it('diff prints where two files differ, by path', async () => {
    const [one, other] = [join(folder, 'one.edi'), join(folder, 'other.edi')];
    writeFileSync(one, order);
    writeFileSync(other, order.replaceAll('PO-1', 'PO-2').replace('ISA*00*', 'ISA*00*'));
    const { code, text } = await callCli(['edi', 'diff', one, other]);
    expect(code).to.equal(1);
    expect(text).to.include('1. 850 004010 BEG.BEG03: "PO-1" → "PO-2"');
    writeFileSync(other, 'no EDI');
    expect((await callCli(['edi', 'diff', one, other])).code).to.equal(2);
  });

  describe('ack', () => {
    it('prints the 997, the 999 or the CONTRL that accepts a file, and ends with 0', async () => {
      const by997 = await edi('ack', order, '--number', '41');
      expect(by997.code, by997.text).to.equal(0);
      expect(by997.text).to.match(
        /^ISA\*.*\*000000041\*.*\nGS\*FA\*[\s\S]*ST\*997\*0001~[\s\S]*AK9\*A\*1\*1\*1~/,
      );
      const by999 = await edi('ack', order, '--functional', '999');
      expect(by999.text, by999.text).to.include('ST*999*0001~').and.to.include('IK5*A~');
      const ship = { ...shipTo, postalCode: '20095', country: 'DE' };
      const orders = globexOrders({ number: 'GX-1', shipTo: ship, lines, control: 8 }, at);
      const contrl = await edi('ack', orders);
      expect(contrl.code, contrl.text).to.equal(0);
      expect(contrl.text).to.include('UNH+1+CONTRL:').and.to.include('UCI+');
    });

    it('ends with 1 for a file that it rejects, also by TA1', async () => {
      const content = await edi('ack', order.replace('BEG*00', 'BEG*'));
      expect(content.code).to.equal(1);
      expect(content.text).to.include('AK9*R*1*1*0~');
      const envelope = await edi('ack', order.replace('IEA*1', 'IEA*2'));
      expect(envelope.code).to.equal(1);
      expect(envelope.text).to.match(/TA1\*0*7\*\d{6}\*\d{4}\*R\*021~/);
      const empty = await edi('ack', `${order.slice(0, 106)}IEA*0*000000008~`);
      expect(empty.code, empty.text).to.equal(1);
    });

    it('says what of a file is no EDI, and ends with 2 where nothing is, with 1 where some is', async () => {
      const nothing = await edi('ack', 'hello');
      expect(nothing.code).to.equal(2);
      expect(nothing.text).to.include('no ISA, UNA or UNB segment; found "hello"');
      const some = await edi('ack', `${order}-- end of batch --\n${order}`);
      expect(some.code).to.equal(1);
      expect(some.text).to.include('found "-- end').and.to.include('AK9*A*1*1*1~');
    });
  });

  it('guide lists all and prints one as a table', async () => {
    expect((await callCli(['edi', 'guide'])).text).to.match(/^x12\/004010\/850 +Purchase order$/m);
    const { code, text } = await callCli(['edi', 'guide', 'x12/004010/850']);
    expect(code).to.equal(0);
    expect(text)
      .to.match(/^850 Purchase order \(X12 004010\)\nBEG Start of the purchase order: mandatory, up to 1\n/)
      .and.to.include('    BEG03 Purchase order number: mandatory, AN 1 to 22\n')
      .and.to.include('PO1Loop: mandatory');
  });

  it('guide prints what overlays change in it, and refuses those that contradict each other', async () => {
    const overlayOf = (name: string, max: number): string => {
      const file = join(folder, `${name}.yaml`);
      const head = `overlay: ${name}/850\nversion: 1.0.0\nlevel: partner\neffective: { from: '2026-01-01' }\nguide: x12/004010/850\nsource: test`;
      const rule = `{ rule: known, at: N1Loop.N1, excludes: N1Loop.N3, says: stores are known }`;
      writeFileSync(file, `${head}\nchanges:\n  - { at: BEG03, max: ${max} }\n  - { addRule: ${rule} }\n`);
      return file;
    };
    const acme = overlayOf('acme', 10);
    const { code, text } = await callCli([
      'edi',
      'guide',
      'x12/004010/850',
      '--overlay',
      acme,
      '--on',
      '2026-02-01',
    ]);
    expect(code, text).to.equal(0);
    expect(text)
      .to.match(/^tightens BEG03 max: 22 → 10\nadds rule known\n850 Purchase order/)
      .and.to.include('BEG03 Purchase order number: mandatory, AN 1 to 10\n')
      .and.to.include('    rule known: stores are known\n');
    const before = await callCli(['edi', 'guide', 'x12/004010/850', '--overlay', acme, '--on', '2025-02-01']);
    expect(before.text).to.match(/^850 Purchase order/);
    const both = await callCli([
      'edi',
      'guide',
      'x12/004010/850',
      '--overlay',
      acme,
      '--overlay',
      overlayOf('other', 12),
    ]);
    expect(both.code).to.equal(1);
    expect(both.text).to.include('CD_EDI_OVERLAY_CONFLICT');
    expect((await callCli(['edi', 'guide', 'x12/004010/850', '--overlay', '/nowhere'])).code).to.equal(2);
    expect((await callCli(['edi', 'guide', 'x12/004010/856'])).text)
      .to.include('level')
      .and.to.include('rule line-count');
  });

  it('refuses options where they mean nothing', async () => {
    for (const call of [
      ['inspect', 'a', '--json'],
      ['guide', 'a', '--guide', 'b'],
      ['validate'],
      ['fly', 'a'],
      [],
    ]) {
      expect((await callCli(['edi', ...call])).code, call.join(' ')).to.equal(2);
    }
  });
});
