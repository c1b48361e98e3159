import { expect } from 'chai';
import fc from 'fast-check';
import { defaultLimits, type Limits, widest } from '../../../domain/edi/limits.ts';
import type { Problem } from '../../../domain/edi/problem.ts';
import { receive } from '../../../domain/edi/receive.ts';
import { agreementOf, context } from './agreements.ts';

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000103*0*P*>~';
const gs = 'GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*103*X*004010~';
const body = (number: string, ...more: string[]): string =>
  [
    `BEG*00*NE*${number}**20260115`,
    ...more,
    'N1*ST*Acme Store 42*92*042',
    'PO1*1*12*EA*4.25**UP*036000291452',
    'CTT*1',
  ].join('~');

/** A whole interchange with one transaction set per list of stray segments. */
function interchange(...sets: readonly (readonly string[])[]): string {
  const written = sets.map((stray, index) => {
    const control = String(index + 1).padStart(4, '0');
    const count = 6 + stray.length;
    return `ST*850*${control}~${body(control, ...stray)}~SE*${count}*${control}~`;
  });
  return `${isa}${gs}${written.join('')}GE*${sets.length}*103~IEA*1*000000103~`;
}

const unb = "UNB+UNOC:3+A+B+260115:1030+1'";
const zzz = (count: number): string[] => Array.from({ length: count }, () => 'ZZZ*1');
const read = (text: string, limits: Partial<Limits> = {}, agreed: Partial<Limits> = {}) =>
  receive(Buffer.from(text), {
    ...context,
    limits,
    agreementFor: (...parties) => {
      const agreement = context.agreementFor(...parties);
      return agreement && { ...agreement, limits: agreed };
    },
  });
const codes = (problems: readonly Problem[]): string[] => problems.map(({ code }) => code);

/** Every problem of a file, and once. */
function all({ errors, interchanges }: ReturnType<typeof receive>): readonly Problem[] {
  const inside = interchanges.flatMap((one) => [
    ...one.problems,
    ...one.transactions.flatMap((set) => set.problems),
  ]);
  return [...errors, ...inside];
}

describe('the limits of a file', () => {
  for (const [what, start] of [
    ['ISA without its elements', 'ISA*'],
    ['UNB of no known syntax', "UNB+ABCD:9'"],
  ] as const) {
    it(`stops looking for interchanges after so many ${what}`, () => {
      const { interchanges, errors } = read(start.repeat(40_000));
      expect(interchanges).to.deep.equal([]);
      expect(errors).to.have.length(defaultLimits.broken + 1);
      expect(errors.at(-1)?.code).to.equal('CD_EDI_LIMIT_BROKEN');
      expect(errors.at(-1)?.message).to.include(`from byte ${errors.at(-1)?.location.byte} on was not read`);
    });
  }

  it('takes three letters in the middle of data for no header', () => {
    const data = "FTX+AAI+++UNA:+.? 'FTX+UNB UNAWARE ISABEL+ISA BUNAB+B+UNA'";
    const header = "UNB+UNOZ:3+A+B+260115:1030+1'";
    const { interchanges, errors } = read(`${header}${data.repeat(20)}\n${interchange([])}`);
    expect(codes(errors)).to.deep.equal(['CD_EDI_CHARSET_UNSUPPORTED']);
    expect(interchanges[0]?.transactions[0]?.accepted).to.equal(true);
  });

  it('stops after so many interchanges without trailer, and keeps what was read', () => {
    const { interchanges, errors } = read(unb.repeat(20_000));
    expect(interchanges).to.have.length(defaultLimits.broken);
    expect(codes(errors)).to.deep.equal(['CD_EDI_LIMIT_BROKEN']);
    expect(errors[0]?.location.byte).to.equal(defaultLimits.broken * unb.length);
  });

  it('stops at so many groups and interchange acknowledgements', () => {
    const limits = { transactions: 2 };
    const group = (number: number): string => `${gs.replaceAll('103', String(number))}GE*0*${number}~`;
    const groups = read(`${isa}${group(1)}${group(2)}${group(3)}IEA*3*000000103~`, limits);
    expect(codes(all(groups))).to.include('CD_EDI_LIMIT_TRANSACTIONS');
    const receipt = 'TA1*000000001*260115*1030*A*000~';
    const receipts = read(`${isa}${receipt.repeat(3)}IEA*0*000000103~`, limits);
    expect(codes(all(receipts))).to.include('CD_EDI_LIMIT_TRANSACTIONS');
    expect(codes(all(read(`${isa}${receipt.repeat(2)}IEA*0*000000103~`, limits)))).to.deep.equal([]);
  });

  it('reads a good interchange behind fewer broken ones', () => {
    const { interchanges, errors } = read(`${'ISA*'.repeat(50)}\n${interchange([])}`);
    expect(interchanges[0]?.transactions[0]?.accepted).to.equal(true);
    expect(codes(errors)).to.not.include('CD_EDI_LIMIT_BROKEN');
  });

  it('reads so many interchanges and says from where on it read none', () => {
    const one = interchange([]);
    expect(read(one.repeat(3), { interchanges: 3 }).errors).to.deep.equal([]);
    const { interchanges, errors } = read(one.repeat(4), { interchanges: 3 });
    expect(interchanges).to.have.length(3);
    expect(codes(errors)).to.deep.equal(['CD_EDI_LIMIT_INTERCHANGES']);
    expect(errors[0]?.message).to.include(`byte ${3 * one.length}`);
  });

  it('ends the reading at so many problems of envelopes and rejects what it was in', () => {
    const text = `${isa}${gs}${'SE*1*1~'.repeat(20_000)}`;
    const [only] = read(text).interchanges;
    expect(codes(only!.problems).filter((code) => code === 'CD_EDI_HEADER_MISSING')).to.have.length(
      defaultLimits.fileProblems,
    );
    expect(codes(only!.problems).filter((code) => code === 'CD_EDI_LIMIT_PROBLEMS').length).to.be.within(
      1,
      3,
    );
  });

  it('lets no transaction set pass whose fault there was no room for', () => {
    const open = `ST*850*0001~${body('1')}~`;
    const { interchanges } = read(`${isa}${gs}${open.repeat(30)}`, { fileProblems: 10 });
    expect(interchanges[0]?.transactions.some(({ accepted }) => accepted)).to.equal(false);
    expect(interchanges[0]?.transactions.every(({ problems }) => problems.length > 0)).to.equal(true);
  });
});

describe('the limits of a transaction set', () => {
  it('lists so many problems, counts the rest and rejects', () => {
    const [set] = read(interchange(zzz(12_000))).interchanges[0]!.transactions;
    expect(set!.problems).to.have.length(defaultLimits.problems + 1);
    expect(set!.problems.at(-1)).to.include({ code: 'CD_EDI_PROBLEMS_TOO_MANY', severity: 'error' });
    expect(set!.problems.at(-1)?.message).to.include(
      '11500 more problems are not listed here, 11500 of them',
    );
    expect(set!.verdict).to.equal('rejected');
  });

  it('accepts beyond the limit where all that is left out are warnings', () => {
    const dates = Array.from({ length: 4 }, () => 'DTM*QQQ*20260122');
    const { transactions } = read(interchange(dates), { problems: 2 }).interchanges[0]!;
    expect(transactions[0]!.problems.map(({ code, severity }) => [code, severity])).to.deep.equal([
      ['CD_EDI_ELEMENT_CODE_UNKNOWN', 'warning'],
      ['CD_EDI_ELEMENT_CODE_UNKNOWN', 'warning'],
      ['CD_EDI_PROBLEMS_TOO_MANY', 'warning'],
    ]);
    expect(transactions[0]!.verdict).to.equal('accepted');
  });

  it('shares the limit of the file without a word on a good transaction set', () => {
    const received = read(interchange(zzz(5), zzz(3), []), { fileProblems: 4 });
    const { transactions, acknowledgement } = received.interchanges[0]!;
    expect(transactions.map(({ problems }) => problems.length)).to.deep.equal([5, 1, 0]);
    expect(transactions.map(({ verdict }) => verdict)).to.deep.equal(['rejected', 'rejected', 'accepted']);
    expect(acknowledgement?.transactions[0]?.segments.AK2Loop).to.deep.include({
      AK2: { AK201: '850', AK202: '0002' },
      AK5: { AK501: 'R', AK502: '5' },
    });
  });

  for (const [limits, code] of [
    [{ elements: 6 }, 'CD_EDI_LIMIT_ELEMENTS'],
    [{ segmentLength: 30 }, 'CD_EDI_LIMIT_SEGMENT_LENGTH'],
    [{ problems: 1 }, 'CD_EDI_PROBLEMS_TOO_MANY'],
  ] as const) {
    it(`honours what the agreement allows, with ${code}`, () => {
      const [set] = read(interchange(zzz(2)), {}, limits).interchanges[0]!.transactions;
      expect(codes(set!.problems)).to.include(code);
      expect(set!.verdict).to.equal('rejected');
    });
  }

  it('rejects for a limit even where errors are accepted', () => {
    const agreement = {
      ...agreementOf('acme'),
      validation: { errors: 'accept' },
      limits: { elements: 6 },
    } as const;
    const { interchanges } = receive(Buffer.from(interchange([])), {
      ...context,
      agreementFor: () => agreement,
    });
    expect(interchanges[0]!.transactions[0]!.verdict).to.equal('rejected');
  });
});

describe('widest', () => {
  it('takes of each limit the largest, an absent one as the default', () => {
    const limits = widest([{ bytes: 10, elements: 300 }, { bytes: 20 }]);
    expect(limits).to.deep.equal({ ...defaultLimits, bytes: 20, elements: 300 });
  });

  it('holds a single agreement to its own', () => {
    expect(widest([{ bytes: 10 }]).bytes).to.equal(10);
    expect(widest([])).to.deep.equal(defaultLimits);
  });
});

describe('problems of any file', () => {
  const pieces = [isa, gs, unb, 'ISA*', "UNA:+.? '", interchange(['ZZZ*1']), interchange([])];
  const segments = [
    'ST*850*0001~',
    'SE*2*0001~',
    'GE*1*103~',
    'IEA*1*000000103~',
    'ZZZ*1~',
    'ZZZ*1~'.repeat(15),
    '!~',
    'BEG*00~',
  ];
  const file = fc
    .array(fc.constantFrom(...pieces, ...segments), { maxLength: 60 })
    .map((parts) => parts.join(''));
  /** What says that something was cut or why reading ended, and what the agreement says to an envelope. */
  const besides = /_LIMIT_|PROBLEMS_TOO_MANY|TRUNCATED|PARTNER_UNKNOWN|_UNSUPPORTED|GROUP_CODE/;

  it('are never more than the limits say, for the file and for each transaction set', () => {
    const bound = fc.integer({ min: 1, max: 12 });
    // Header, trailer and the guide may have up to eight problems with one transaction set.
    const problems = fc.integer({ min: 8, max: 12 });
    const limits = fc.record({ fileProblems: bound, problems, broken: bound, interchanges: bound });
    fc.assert(
      fc.property(file, limits, (text, given) => {
        const received = read(text, given, { problems: given.problems });
        const listed = (problems: readonly Problem[]) => problems.filter(({ code }) => !besides.test(code));
        const { errors, interchanges } = received;
        const sets = interchanges.flatMap(({ transactions }) => transactions);
        for (const set of sets) expect(listed(set.problems).length).to.be.at.most(given.problems);
        expect(interchanges.length).to.be.at.most(given.interchanges);
        expect(errors.length).to.be.at.most(given.broken + 1);
        expect(listed(all(received)).length - listed(errors).length).to.be.at.most(2 * given.fileProblems);
      }),
      { numRuns: 500 },
    );
  });

  it('reject with a coded problem whatever they were too many for', () => {
    fc.assert(
      fc.property(file, (text) => {
        const verdicts = (limits: Partial<Limits>) =>
          new Map(
            read(text, limits).interchanges.flatMap(({ transactions }) =>
              transactions.map(({ byteRange, accepted }) => [byteRange.from, accepted] as const),
            ),
          );
        const without = verdicts({});
        for (const [from, accepted] of verdicts({ fileProblems: 2, problems: 1 })) {
          if (accepted) expect(without.get(from)).to.equal(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
