import { expect } from 'chai';
import { charsetOfLevel, decode } from '../../../domain/edi/charset.ts';

const decoded = (level: string, ...bytes: number[]): string => {
  const charset = charsetOfLevel(level);
  if (!charset) return 'not supported';
  return decode(Buffer.from(bytes), 0, bytes.length, charset);
};

describe('the character set of a syntax level', () => {
  for (const [level, bytes, text] of [
    ['UNOC', [0x53, 0xfc, 0x64], 'Süd'],
    ['UNOD', [0xa3, 0xf3, 0x64, 0xbc], 'Łódź'],
    ['UNOE', [0xbc, 0xde, 0xe1, 0xda, 0xd2, 0xd0], 'Москва'],
    ['UNOF', [0xc1, 0xe8, 0xde, 0xed, 0xe1], 'Αθήνα'],
    ['UNOK', [0xdd, 0x7a, 0x6d, 0x69, 0x72], 'İzmir'],
    ['UNOY', [0xc5, 0x81, 0x64], 'Łd'],
    ['UNOY', [0xc5, 0x41], '\uFFFDA'],
  ] as const) {
    it(`${level} reads ${text}`, () => expect(decoded(level, ...bytes)).to.equal(text));
  }

  it('is none for a level that ISO 9735 leaves to the partners', () => {
    expect(decoded('UNOX', 0x41)).to.equal('not supported');
  });

  it('is UTF-8 in X12 where the bytes are, and ISO 8859-1 where they are not', () => {
    expect(decode(Buffer.from([0x53, 0xc3, 0xbc, 0x64]), 0, 4, 'x12')).to.equal('Süd');
    expect(decode(Buffer.from([0x53, 0xfc, 0x64]), 0, 3, 'x12')).to.equal('Süd');
  });
});
