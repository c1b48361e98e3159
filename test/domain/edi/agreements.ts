import { type Agreement, findAgreement, parseAgreement } from '../../../domain/edi/agreement.ts';
import { libraryGuide } from '../../../domain/edi/guides/load.ts';
import type { ReceiveContext } from '../../../domain/edi/receive.ts';

const crossdock = { qualifier: 'ZZ', id: 'CROSSDOCK' };
const common = {
  version: '1.0.0',
  effective: { from: '2026-01-01' },
  test: false,
  tenant: 'northwind',
  duplicateWindowDays: 90,
};

const data = [
  {
    ...common,
    agreement: 'acme',
    standard: 'X12',
    partner: { name: 'Acme Retail', qualifier: '01', id: 'ACMERETAIL' },
    own: crossdock,
    receives: { 850: { version: '004010', guide: 'x12/004010/850' } },
    sends: { 997: { version: '004010' } },
    acknowledge: { functional: 997, technical: false },
    controlNumbers: { interchange: 'acme-out-interchange' },
    delimiters: { newlines: true },
  },
  {
    ...common,
    agreement: 'fastship',
    standard: 'X12',
    partner: { name: 'FastShip 3PL', qualifier: 'ZZ', id: 'FASTSHIP' },
    own: crossdock,
    receives: { 945: { version: '004010' } },
    sends: { 940: { version: '004010' }, 997: { version: '004010' } },
    acknowledge: { functional: 997 },
    controlNumbers: { interchange: 'fastship-out-interchange' },
    delimiters: { newlines: true },
  },
  {
    ...common,
    agreement: 'depositor',
    standard: 'X12',
    partner: { name: 'A depositor whose warehouse we are', qualifier: 'ZZ', id: 'DEPOSITOR' },
    own: crossdock,
    receives: { 940: { version: '004010' } },
    sends: {},
    acknowledge: { functional: 'none' },
    controlNumbers: { interchange: 'depositor-out-interchange' },
  },
  {
    ...common,
    agreement: 'swift-carrier',
    standard: 'X12',
    partner: { name: 'Swift Carrier', qualifier: '02', id: 'SWFT' },
    own: crossdock,
    receives: { 214: { version: '004010' } },
    sends: { 997: { version: '004010' } },
    acknowledge: { functional: 997 },
    controlNumbers: { interchange: 'swift-out-interchange' },
    validation: { unknownCodes: 'reject', errors: 'accept' },
    delimiters: { newlines: true },
  },
  {
    ...common,
    agreement: 'globex',
    standard: 'EDIFACT',
    partner: { name: 'Globex', qualifier: '14', id: '4012345000009' },
    own: { qualifier: '14', id: '4098765000002' },
    receives: { ORDERS: { version: 'D96A', guide: 'edifact/d96a/orders' } },
    sends: { CONTRL: { version: 'D3' } },
    acknowledge: { functional: 'CONTRL' },
    controlNumbers: { interchange: 'globex-out-interchange' },
    delimiters: { newlines: true },
  },
];

export const agreements: readonly Agreement[] = data.map((one) => parseAgreement(one, one.agreement));

export const agreementOf = (name: string): Agreement => {
  const found = agreements.find(({ agreement }) => agreement === name);
  if (!found) throw new Error(`no agreement ${name}`);
  return found;
};

export const now = new Date('2026-01-15T12:00:00Z');

export const context: ReceiveContext = {
  agreementFor: (sender, receiver, standard) => findAgreement(agreements, sender, receiver, standard, now),
  guideFor: libraryGuide,
  now,
};
