import { expect } from 'chai';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import type { LoopValues } from '../../../../domain/edi/json-form.ts';
import { type WriteRequest, write } from '../../../../domain/edi/write/write.ts';
import { CrossdockError } from '../../../../domain/errors.ts';
import { agreementOf, now } from '../agreements.ts';

const fastship = agreementOf('fastship');
const globex: Agreement = { ...agreementOf('globex'), sends: { ORDERS: { version: 'D96A' } } };
const release: LoopValues = { W05: { W0501: 'N', W0502: 'REL-1', W0503: 'PO-1' } };
const order: LoopValues = {
  BGM: { BGM01_1: '220', BGM02: 'PO-1', BGM03: '9' },
  DTM: [{ DTM01_1: '137', DTM01_2: '20260115', DTM01_3: '102' }],
  UNS: { UNS01: 'S' },
};

const request = (
  standard: 'X12' | 'EDIFACT',
  segments: unknown,
  change: Partial<WriteRequest> = {},
): WriteRequest => ({
  ...{ standard, now, controlNumbers: { interchangeControlNumber: '12' } },
  agreement: standard === 'X12' ? fastship : globex,
  transactions: [
    {
      type: standard === 'X12' ? '940' : 'ORDERS',
      version: standard === 'X12' ? '004010' : 'D96A',
      segments: segments as LoopValues,
    },
  ],
  ...change,
});

function refusal(one: WriteRequest): string {
  try {
    write(one);
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  return 'written';
}

describe('what is not written', () => {
  for (const [what, one, expected] of [
    ['a segment that is a text', request('X12', { ...release, W05: 'N' }), /FORM.*W05.*must be an object/],
    ['a segment twice that does not repeat', request('X12', { W05: [{}, {}] }), /FORM.*W05.*one object/],
    [
      'a loop that is an object',
      request('X12', { ...release, N1Loop: {} }),
      /FORM.*N1Loop.*must be an array/,
    ],
    [
      'an element twice in a version without repetition',
      request('X12', { ...release, W05: { W0501: 'N', W0502: ['A', 'B'] } }),
      /FORM.*W05\.W0502.*no repetition separator/,
    ],
    [
      'an element more often than its guide allows',
      request('EDIFACT', order, {
        agreement: { ...globex, syntax: 'UNOC:4' },
        transactions: [
          { type: 'ORDERS', version: 'D96A', segments: { ...order, UNS: { UNS01: ['S', 'D'] } } },
        ],
      }),
      /FORM.*UNS01.*repeats 2 times; 1 are allowed/,
    ],
    [
      'a composite that is a text',
      request('EDIFACT', { ...order, BGM: { BGM01: '220', BGM02: 'PO-1' } }),
      /FORM.*BGM\.BGM01.*must be an array of composites/,
    ],
    [
      'a composite in a list of texts',
      request('EDIFACT', { ...order, BGM: { BGM01: ['220'], BGM02: 'PO-1' } }),
      /FORM.*BGM\.BGM01\[0\].*must be an object of components/,
    ],
    [
      'a component that the guide does not know',
      request('EDIFACT', { ...order, BGM: { BGM01: [{ BGM01_1: '220', BGM01_9: 'x' }], BGM02: 'PO-1' } }),
      /FORM.*BGM01\[0\]\.BGM01_9.*no component/,
    ],
    [
      'a number that is none',
      request('X12', { ...release, W05: { W0501: 'N', W0502: Number.NaN } }),
      /FORM.*W0502 must be a string/,
    ],
    [
      'a reference that UNB05 cannot hold',
      request('EDIFACT', order, { controlNumbers: { interchangeControlNumber: 'no reference!' } }),
      /ENVELOPE.*UNB05/,
    ],
    [
      'an identity that ISA06 cannot hold',
      request('X12', release, {
        agreement: { ...fastship, own: { qualifier: 'ZZ', id: 'SIXTEEN-LETTERS-' } },
      }),
      /ENVELOPE.*ISA06/,
    ],
    [
      'an identity without a qualifier in X12',
      request('X12', release, { agreement: { ...fastship, partner: { id: 'FASTSHIP' } } }),
      /ENVELOPE.*ISA08/,
    ],
    [
      'a TA1 with a date that is none',
      request('X12', release, {
        transactions: [{ type: 'TA1', version: '00401', segments: { TA1: { TA101: '000000007' } } }],
      }),
      /ENVELOPE.*TA102/,
    ],
    [
      'a TA1 without its segment',
      request('X12', release, { transactions: [{ type: 'TA1', version: '00401', segments: {} }] }),
      /ENVELOPE.*TA101/,
    ],
    [
      'a type for which neither document nor agreement names a version',
      request('X12', release, { transactions: [{ type: '850', version: '', segments: {} }] }),
      /GUIDE_UNKNOWN.*x12\/\/850/,
    ],
    [
      'what names a guide that is not there',
      request('X12', release, {
        agreement: { ...fastship, sends: { 940: { version: '004010', guide: 'acme/940' } } },
      }),
      /GUIDE_UNKNOWN.*acme\/940/,
    ],
    [
      'more wrong elements than a message can name',
      request('X12', {
        W05: { W0501: 'N', W0502: 'R'.repeat(40) },
        N1Loop: Array.from({ length: 6 }, () => ({ N1: { N101: 'LONGCODE', N102: 'x' } })),
      }),
      /INVALID.* and \d+ more/,
    ],
  ] as const) {
    it(`is ${what}`, () => expect(refusal(one)).to.match(expected));
  }
});

describe('what is written', () => {
  it('takes elements that are null, and finite numbers, as a mapping leaves them', () => {
    const segments = { ...release, W05: { W0501: 'N', W0502: 17, W0503: null }, N1Loop: null };
    expect(write(request('X12', segments))).to.include('W05*N*17~');
  });

  it('leaves out segments without data', () => {
    const text = write(request('X12', { ...release, NTE: [{}, { NTE01: '', NTE02: ' ' }] }));
    expect(text).to.not.include('NTE');
  });

  it('repeats a composite in a syntax that can', () => {
    const agreement = { ...globex, syntax: 'UNOC:4' as const };
    const segments = { ...order, BGM: { BGM01: [{ BGM01_1: '220' }], BGM02: 'PO-1', BGM03: '9' } };
    const text = write({ ...request('EDIFACT', segments), agreement });
    expect(text).to.include("BGM+220+PO-1+9'").and.to.include('+20260115:1200+12');
  });

  it('takes the version and the association that the agreement names', () => {
    const agreement: Agreement = {
      ...globex,
      ...{ test: true, acknowledge: { functional: 'CONTRL', technical: true } },
      sends: { ORDERS: { version: 'D96A', association: 'EAN008' } },
    };
    const transactions = [{ type: 'ORDERS', version: '', segments: order }];
    const text = write({ ...request('EDIFACT', order), agreement, transactions });
    expect(text)
      .to.include('ORDERS:D:96A:UN:EAN008')
      .and.to.match(/UNB\+[^']*\+12\+{4}1\+{2}1'/);
  });

  it('names the group by the identities that the agreement gives groups', () => {
    const agreement: Agreement = {
      ...fastship,
      ...{ group: { own: 'OWNGS', partner: 'THEIRGS' }, acknowledge: { functional: '997', technical: true } },
    };
    const text = write(request('X12', release, { agreement }));
    expect(text).to.include('GS*OW*OWNGS*THEIRGS*').and.to.include('*000000012*1*P*');
  });
});
