import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { findAgreement, parseAgreement } from '../../domain/edi/agreement.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { receive } from '../../domain/edi/receive.ts';
import { acme850, globexOrders } from '../../partners/customers/documents.ts';
import { partnerFiles } from '../support/partner-files.ts';

const now = new Date('2026-11-16T09:30:00Z');
const samples = join(import.meta.dirname, '../../sites/demo/samples');
const lines = [
  { sku: 'NW-1001', cartons: 24 },
  { sku: 'NW-1002', cartons: 10 },
];
const newark = {
  name: 'Acme Store 14',
  street: '550 Broad St',
  city: 'Newark',
  region: 'NJ',
  postalCode: '07102',
  country: 'US',
};
const cologne = {
  name: 'Globex Lager Köln',
  street: 'Hafenstraße 5',
  city: 'Köln',
  postalCode: '50667',
  country: 'DE',
};
const cases = [
  {
    partner: 'acme',
    file: 'acme-850.edi',
    type: '850',
    written: acme850({ number: '4500017001', control: 850, shipTo: newark, lines, isUndated: true }, now),
  },
  {
    partner: 'globex',
    file: 'globex-orders.edi',
    type: 'ORDERS',
    written: globexOrders(
      {
        number: '7700017001',
        control: 850,
        shipTo: cologne,
        isUndated: true,
        lines: [
          { sku: 'NW-1001', cartons: 24 },
          { sku: 'NW-1004', cartons: 8 },
        ],
      },
      now,
    ),
  },
];

describe('the sample orders', () => {
  for (const { partner, file, type, written } of cases) {
    const bytes = readFileSync(join(samples, file));

    it(`${file} is what ${partner} would write`, () => {
      expect(bytes.toString('utf8')).to.equal(written);
    });

    it(`${file} is accepted under ${partner}'s agreement`, () => {
      const agreement = parseAgreement(partnerFiles(partner)[`agreements/${partner}.yaml`]!.data, partner);
      const received = receive(bytes, {
        agreementFor: (sender, receiver, standard) =>
          findAgreement([agreement], sender, receiver, standard, now),
        guideFor: libraryGuide,
        now,
      });
      expect(received.errors).to.deep.equal([]);
      const transactions = received.interchanges.flatMap(({ groups }) =>
        groups.flatMap((group) => group.transactions),
      );
      expect(transactions.map(({ verdict, problems }) => ({ verdict, problems }))).to.deep.equal([
        { verdict: 'accepted', problems: [] },
      ]);
      expect(received.interchanges).to.have.length(1);
      expect(JSON.stringify(transactions)).to.include(type);
    });
  }
});
