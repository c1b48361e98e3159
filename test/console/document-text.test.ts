import { expect } from 'chai';
import { readDocument, shownDocument } from '../../console/api/document-text.ts';

const buffer = (bytes: Uint8Array | string, encoding: BufferEncoding = 'utf8') => ({
  $buffer: (typeof bytes === 'string' ? Buffer.from(bytes, encoding) : Buffer.from(bytes)).toString('base64'),
});

describe('a document as text', () => {
  it('comes back byte for byte as it was shown, in UTF-8 and in Latin-1', () => {
    for (const document of [
      buffer('Köln'),
      buffer('Köln', 'latin1'),
      buffer('ISA*00~\n'),
      'text',
      { a: [1] },
    ]) {
      const shown = shownDocument(document);
      expect(readDocument(shown)).to.deep.equal({ document });
    }
    expect(shownDocument(buffer('Köln', 'latin1'))).to.deep.equal({ form: 'latin-1', text: 'Köln' });
  });

  it('shows bytes that are no text as the message holds them', () => {
    const picture = buffer(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]));
    expect(shownDocument(picture)).to.include({ form: 'json' });
  });

  it('refuses a character that the encoding of the document does not have', () => {
    const read = readDocument({ form: 'latin-1', text: '5 €' });
    expect(read).to.have.property('problem').that.includes('€ is not a character of Latin-1');
  });

  it('refuses what is no document', () => {
    for (const given of [undefined, null, 'text', { form: 'xml', text: '' }, { form: 'json', text: '{' }]) {
      expect(readDocument(given)).to.have.property('problem');
    }
  });
});
