import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  canonicalObjects,
  canonicalVersions,
  isCanonicalObject,
  requireCanonical,
  validateCanonical,
} from '../../../domain/canonical/validate.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { validSamples } from '../../canonical-schemas/samples.ts';

const order = () => structuredClone(validSamples('sales-order')[2]![1]) as Record<string, unknown>;
const problems = (value: unknown, object: (typeof canonicalObjects)[number] = 'sales-order') => {
  const result = validateCanonical(object, value);
  return result.valid ? [] : result.problems.map(({ path, problem }) => `${path} ${problem}`);
};
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return thrown.code;
    throw thrown;
  }
  return 'none';
};

describe('canonicalObjects', () => {
  it('lists every object that has a schema, each with its validator', () => {
    const folder = new URL('../../../canonical-schemas/', import.meta.url).pathname;
    const objects = globSync('*/v*.schema.json', { cwd: folder }).map(dirname);
    expect([...canonicalObjects].sort()).to.deep.equal(
      [...new Set(objects)].filter((object) => object !== 'common').sort(),
    );
    for (const object of canonicalObjects) expect(isCanonicalObject(object)).to.equal(true);
  });

  it('does not take what every object inherits for a canonical object', () => {
    for (const text of ['common', 'toString', '__proto__', 'constructor', ''])
      expect(isCanonicalObject(text)).to.equal(false);
  });
});

describe('validateCanonical', () => {
  it('finds all problems at once', () => {
    const wrong = { ...order(), currency: 'EURO', orderDate: 'today', lines: [] };
    expect(problems(wrong)).to.have.lengthOf(3);
  });

  it('names a missing property by its path and title', () => {
    const { orderNumber: _, ...rest } = order();
    expect(problems(rest)).to.deep.equal(['/orderNumber is missing (Order number)']);
  });

  it('asks whether another spelling was meant', () => {
    expect(problems({ ...order(), 'Order-Number': 1 })).to.deep.equal([
      '/Order-Number is not a property of "Sales order"; did you mean orderNumber?',
    ]);
  });

  it('lists what an object has when a property is unknown', () => {
    expect(problems({ ...order(), incoterms: { code: 'DAP', version: 2020 } })).to.deep.equal([
      '/incoterms/version is not a property of "Incoterms"; it has code, place',
    ]);
  });

  it('says what was expected and what was found', () => {
    expect(problems({ ...order(), currency: 'eur' })).to.deep.equal([
      '/currency must be an ISO 4217 currency code such as EUR; found "eur"',
    ]);
    expect(problems({ ...order(), partialShipmentAllowed: 'yes' })).to.deep.equal([
      '/partialShipmentAllowed must be true or false; found "yes"',
    ]);
    expect(problems({ ...order(), shipTo: {} })).to.deep.equal([
      '/shipTo must be a place: at least one of id, gln, unLocode, name, address, zone',
    ]);
  });

  it('says why a property is needed in some documents only', () => {
    const event = { eventId: '1', bol: 'B', milestone: 'exception', occurredAt: '2026-01-01T00:00:00Z' };
    expect(problems(event, 'shipment-event')).to.deep.equal([
      '/exception is missing: it is needed when the milestone is exception',
    ]);
  });

  it('writes paths as JSON pointers', () => {
    expect(problems({ ...order(), 'a/b~c': 1 })[0]).to.match(/^\/a~1b~0c is not a property/);
  });

  it('cuts a long value short', () => {
    const [problem] = problems({ ...order(), currency: 'E'.repeat(1_000_000) });
    expect(problem).to.have.length.of.at.most(200);
  });

  it('stops telling after a hundred problems', () => {
    const lines = Array.from({ length: 5000 }, () => ({}));
    expect(problems({ ...order(), lines })).to.have.lengthOf(100);
  });

  it('takes a document with 10,000 lines', () => {
    const [line] = order().lines as object[];
    const lines = Array.from({ length: 10_000 }, (_, index) => ({ ...line, lineNumber: String(index + 1) }));
    expect(problems({ ...order(), lines })).to.deep.equal([]);
  });

  it('answers a hostile document with a million wrong entries within seconds', () => {
    const million = 1_000_000;
    expect(problems({ ...order(), lines: new Array(million).fill(0) })).to.have.lengthOf(100);
    expect(
      problems({ ...order(), lines: new Array(million / 10).fill({ item: {}, extra: 1 }) }),
    ).to.have.lengthOf(100);
    const serials = Array.from({ length: million / 4 }, (_, index) => `SN-${index}`);
    const confirmation = structuredClone(validSamples('warehouse-confirmation')[1]![1]) as {
      lines: object[];
    };
    confirmation.lines = [{ ...confirmation.lines[0], serials }];
    expect(problems(confirmation, 'warehouse-confirmation')).to.deep.equal([]);
  }).timeout(240_000);

  it('leaves the document as it was', () => {
    const document = Object.freeze(order());
    const before = structuredClone(document);
    validateCanonical('sales-order', document);
    expect(document).to.deep.equal(before);
  });

  it('refuses a property named __proto__', () => {
    const document = JSON.parse(`${JSON.stringify(order()).slice(0, -1)},"__proto__":{"currency":"EUR"}}`);
    expect(problems(document)).to.have.lengthOf(1);
  });

  it('never throws on JSON, whatever is in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...canonicalObjects), fc.jsonValue({ maxDepth: 6 }), (object, value) => {
        expect(validateCanonical(object, value).valid).to.equal(false);
      }),
    );
  });

  it('never throws on a valid document in which one value is replaced', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.anything({ withBigInt: true, withDate: true, withMap: true }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...canonicalObjects), fc.nat(), anything, (object, place, value) => {
        const document = structuredClone(validSamples(object)[0]![1]) as Record<string, unknown>;
        const names = Object.keys(document);
        document[names[place % names.length]!] = value;
        const result = validateCanonical(object, document);
        if (!result.valid) expect(result.problems).to.not.have.lengthOf(0);
      }),
    );
  });

  it('raises a coded error for a value that throws when it is read', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('no reading here');
        },
        ownKeys() {
          throw new TypeError('no listing here');
        },
      },
    );
    expect(codeOf(() => validateCanonical('sales-order', trap))).to.equal('CD_CANONICAL_UNREADABLE');
  });

  it('raises a coded error for an unknown object', () => {
    expect(codeOf(() => validateCanonical('wish-list' as 'item', {}))).to.equal(
      'CD_CANONICAL_OBJECT_UNKNOWN',
    );
  });
});

describe('canonicalVersions', () => {
  it('gives the versions a document may name', () => {
    expect(canonicalVersions('sales-order')).to.deep.equal(['1']);
    expect(validateCanonical('sales-order', order(), '1').valid).to.equal(true);
  });

  it('does not know a version without a schema', () => {
    for (const version of ['2', '', 'toString'])
      expect(codeOf(() => validateCanonical('sales-order', order(), version))).to.equal(
        'CD_CANONICAL_VERSION_UNKNOWN',
      );
  });
});

describe('requireCanonical', () => {
  it('gives the document back', () => {
    const document = order();
    expect(requireCanonical('sales-order', document)).to.equal(document);
  });

  it('raises the first problem and their number', () => {
    const wrong = { ...order(), currency: 'eur', lines: [] };
    expect(() => requireCanonical('sales-order', wrong)).to.throw(
      'the sales-order does not fit its schema at /currency: must be an ISO 4217 currency code such as EUR; found "eur" (2 problems in all)',
    );
  });
});
