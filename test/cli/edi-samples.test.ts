import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { progressOf, watched } from '../../cli/edi/progress.ts';
import { callCli } from './run-cli.ts';

describe('crossdock edi', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-edi-samples-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (text: string): string => {
    const file = join(folder, 'a.edi');
    writeFileSync(file, text, 'utf8');
    return file;
  };

  it('generate prints as many valid documents as are asked for, the same from the same seed', async () => {
    const made = await callCli(['edi', 'generate', 'x12/004010/850', '--seed', '7', '--count', '3']);
    expect(made.code, made.text).to.equal(0);
    const checked = await callCli(['edi', 'validate', fileOf(made.text)]);
    expect(checked.code, checked.text).to.equal(0);
    expect(checked.text).to.contain('3 transaction set(s): 3 valid');
    const again = await callCli(['edi', 'generate', 'x12/004010/850', '--seed', '7', '--count', '3']);
    const body = (text: string) => text.slice(text.indexOf('BEG'), text.indexOf('GE*'));
    expect(body(again.text)).to.equal(body(made.text));
  });

  it('generate refuses a guide that is not there, and numbers that are none', async () => {
    expect((await callCli(['edi', 'generate', 'x12/none'])).text).to.contain('CD_EDI_GUIDE_UNKNOWN');
    for (const more of [
      ['--seed', 'x'],
      ['--count', '0'],
      ['--key', 'k'],
    ]) {
      expect((await callCli(['edi', 'generate', 'x12/004010/850', ...more])).code).to.equal(2);
    }
    expect((await callCli(['edi', 'generate'])).code).to.equal(2);
  });

  it('anonymise prints a file that is as valid as before, the same under one key', async () => {
    const { text } = await callCli(['edi', 'generate', 'edifact/d96a/orders']);
    const file = fileOf(text);
    const one = await callCli(['edi', 'anonymise', file, '--key', 'k']);
    const two = await callCli(['edi', 'anonymise', file, '--key', 'k']);
    const other = await callCli(['edi', 'anonymise', file]);
    expect(one.code, one.text).to.equal(0);
    expect(one.text).to.equal(two.text).and.to.have.length(text.length);
    expect(one.text).to.not.equal(other.text);
    expect((await callCli(['edi', 'validate', fileOf(one.text)])).code).to.equal(0);
  });

  it('anonymise gives nothing of what has no guide, or is no EDI', async () => {
    const { text } = await callCli(['edi', 'generate', 'x12/004010/850']);
    const unknown = await callCli(['edi', 'anonymise', fileOf(text.replaceAll('ST*850', 'ST*899'))]);
    expect(unknown.code).to.equal(1);
    expect(unknown.text).to.contain('CD_EDI_ANONYMISE_UNSAFE').and.to.not.contain('ISA');
    expect((await callCli(['edi', 'anonymise', fileOf('no EDI')])).code).to.equal(2);
  });
});

describe('progressOf', () => {
  it('writes one line over and over, once per percent, and takes it away', async () => {
    const written: string[] = [];
    const progress = progressOf(200, (text) => void written.push(text));
    const parts = async function* () {
      for (let index = 0; index < 200; index += 1) yield new Uint8Array(1);
    };
    for await (const _ of watched(parts(), progress));
    expect(written.some((text) => text.includes(' 50 %'))).to.equal(true);
    expect(written).to.have.length(102);
    expect(written.at(-2)).to.contain('100 %');
    expect(written.at(-1)?.trim()).to.equal('');
    progress.hide();
    expect(written).to.have.length(102);
  });
});
