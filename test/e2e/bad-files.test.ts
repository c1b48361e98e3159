import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { acme850, type OrderedLine } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import { parseX12 } from '../../partners/x12.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

const newark = {
  name: 'Acme Store 14',
  street: '550 Broad St',
  city: 'Newark',
  region: 'NJ',
  postalCode: '07102',
  country: 'US',
};
const at = new Date();
const order = (number: string, control: number, lines: readonly OrderedLine[]): string =>
  acme850({ number, shipTo: newark, lines, control }, at);
const one: readonly OrderedLine[] = [{ sku: 'NW-1001', cartons: 4 }];

describe('files that are not what they should be', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite({
      more: 'limits: { fileBytes: 5000 }',
    });
    demo = await startDemo({ paceMs: 20, seed: 6000, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy.remove();
  });

  const drop = (name: string, text: string): Promise<void> =>
    upload('acme', { port: demo.partners.sftpPort, password: demoSecrets().acme }, name, text);
  const mailbox = (path: string): string => join(demo.partners.exchange.root, 'acme', path);
  const archived = (name: string): Promise<true> =>
    tower.look(
      async () => existsSync(mailbox(`inbox/archive/${name}`)) || undefined,
      `${name} in the archive`,
    );
  const duplicates = async (): Promise<number> => (await tower.status()).work.duplicates;
  const inErp = (number: string): readonly unknown[] =>
    demo.partners.erp.standIn.recorder.received.filter(
      ({ what, reference }) => what === 'sales order' && reference.endsWith(`/${number}`),
    );
  const orderInErp = (number: string): Promise<unknown> =>
    received(
      demo.partners.erp.standIn.recorder,
      ({ what, reference }) => what === 'sales order' && reference.endsWith(`/${number}`),
      `order ${number} in the ERP`,
    );

  it('reports a file that is no EDI at all and keeps it', async () => {
    await drop('holiday.txt', 'Dear all, the office is closed on Monday.\n');
    const exception = await tower.exception('CD_EDI_NOT_EDI', 'holiday.txt');
    expect(exception).to.include({ owner: 'order desk', state: 'open' });
    expect(exception.remedy).to.not.equal('');
    await archived('holiday.txt');
  });

  it('reports an interchange that ends in the middle, and takes it whole under the same number', async () => {
    const whole = order('AC-CUT-1', 910001, one);
    await drop('cut.edi', whole.slice(0, whole.indexOf('CTT*')));
    const exception = await tower.exception('CD_EDI_TRAILER_MISSING', 'cut.edi');
    expect(exception.owner).to.equal('order desk');
    expect(inErp('AC-CUT-1')).to.deep.equal([]);
    await drop('cut-again.edi', whole);
    await orderInErp('AC-CUT-1');
  });

  it('reports an item nobody knows by line and value, and takes the order after a discard and a mended file', async () => {
    await drop('item.edi', order('AC-ITEM-1', 910002, [...one, { sku: 'NW-4711', cartons: 1 }]));
    const exception = await tower.exception('CD_MAPPING_FAILED', 'NW-4711');
    expect(exception.owner).to.equal('order desk');
    expect(exception.text).to.match(/lines\[1\]\.item\.sku.*PO107.*NW-4711/);
    expect((await tower.retry(exception.id)).status).to.equal(200);
    const again = await tower.exception('CD_MAPPING_FAILED', 'NW-4711');
    expect(again.id).to.not.equal(exception.id);
    expect((await tower.discard(again.id)).status).to.equal(200);
    expect((await tower.retry(again.id)).status).to.equal(409);
    await drop('item-mended.edi', order('AC-ITEM-1', 910003, one));
    await orderInErp('AC-ITEM-1');
  });

  it('reports a buyer the master data does not know', async () => {
    const text = order('AC-BUYER-1', 910004, one).replace('*92*ACMERETAIL', '*92*ACMEOUTLET');
    await drop('buyer.edi', text);
    const exception = await tower.exception('CD_MAPPING_FAILED', 'ACMEOUTLET');
    expect(exception.text).to.match(/customer\.id.*N104.*ACMEOUTLET/);
    expect(exception.owner).to.equal('order desk');
  });

  it('reports a sender with whom nothing is agreed, and acknowledges nothing', async () => {
    const text = order('AC-SENDER-1', 910005, one).replaceAll('ACMERETAIL     ', 'STRANGERS      ');
    await drop('sender.edi', text);
    const exception = await tower.exception('CD_EDI_PARTNER_UNKNOWN', 'STRANGERS');
    expect(exception.owner).to.equal('order desk');
    expect(inErp('AC-SENDER-1')).to.deep.equal([]);
  });

  it('archives a file that comes again under its name, and runs it once', async () => {
    const text = order('AC-TWICE-1', 910006, one);
    await drop('twice.edi', text);
    await orderInErp('AC-TWICE-1');
    const before = await duplicates();
    await drop('twice.edi', text);
    await tower.look(async () => (await duplicates()) === before + 1 || undefined, 'one more duplicate');
    expect(inErp('AC-TWICE-1')).to.have.length(1);
  });

  it('archives a content that comes again under another name, and runs it once', async () => {
    const before = await duplicates();
    await drop('twice-renamed.edi', order('AC-TWICE-1', 910006, one));
    await archived('twice-renamed.edi');
    await tower.look(async () => (await duplicates()) === before + 1 || undefined, 'one more duplicate');
    expect(inErp('AC-TWICE-1')).to.have.length(1);
  });

  it('keeps a file of the same name with other content beside the first until a person decides', async () => {
    await drop('twice.edi', order('AC-OTHER-1', 910007, one));
    const exception = await tower.exception('CD_LEDGER_CONFLICT', 'twice.edi');
    expect(exception.owner).to.contain('@');
    expect(inErp('AC-OTHER-1')).to.deep.equal([]);
    expect((await tower.retry(exception.id, 'it is an order of its own')).status).to.equal(200);
    await orderInErp('AC-OTHER-1');
  });

  it('reports a control number that was used for another interchange', async () => {
    await drop('number.edi', order('AC-NUMBER-1', 910006, [{ sku: 'NW-1002', cartons: 9 }]));
    const exception = await tower.exception('CD_EDI_CONTROL_NUMBER_DUPLICATE', '910006');
    expect(exception).to.include({ owner: 'order desk' });
    expect(inErp('AC-NUMBER-1')).to.deep.equal([]);
  });

  it('holds an order that comes again with other content: the first one stands', async () => {
    await drop('changed.edi', order('AC-TWICE-1', 910008, [{ sku: 'NW-1001', cartons: 400 }]));
    const exception = await tower.exception('CD_PROCESS_CONTRADICTED', 'AC-TWICE-1');
    expect(exception.owner).to.equal('order desk');
    const held = await tower.order('AC-TWICE-1', ({ holds }) => holds.length > 0);
    expect(held.holds.map(({ code }) => code)).to.deep.equal(['document-contradiction']);
    expect(inErp('AC-TWICE-1')).to.have.length(1);
  });

  it('moves a file that is too large aside without reading it', async () => {
    await drop('huge.edi', order('AC-HUGE-1', 910009, Array(200).fill(one[0])));
    const exception = await tower.exception('CD_SFTP_FILE_TOO_LARGE', 'huge.edi');
    expect(exception.text).to.contain('more than the 5000 allowed');
    await tower.look(
      async () => existsSync(mailbox('inbox/rejected/huge.edi')) || undefined,
      'huge.edi aside',
    );
  });

  it('acknowledges once what it could read as an interchange for us, and posts nothing twice', () => {
    const answers = readdirSync(mailbox('outbox')).map((name) =>
      parseX12(readFileSync(mailbox(`outbox/${name}`), 'utf8')),
    );
    const values = (segmentId: string, element: number) =>
      answers.flatMap((segments) => segments.find(([id]) => id === segmentId)?.[element] ?? []);
    expect(values('AK9', 1)).to.deep.equal(Array(7).fill('A'));
    // The interchange that ended in the middle, and the one under a control number that was used before.
    expect(values('TA1', 4)).to.deep.equal(['R', 'R']);
    expect(values('TA1', 5)).to.have.members(['023', '025']);
    expect(answers).to.have.length(9);
    expect(demo.partners.problems()).to.deep.equal([]);
  });
});
