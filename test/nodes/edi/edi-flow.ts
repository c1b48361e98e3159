import type { StoredException } from '../../../ledger/ledger.ts';
import { composeX12 } from '../../../partners/x12.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

export const at = '2026-03-01T12:00:00.000Z';

/** Terms with FastShip, to be changed by tests. */
export const fastship = {
  agreement: 'fastship',
  version: '1.0.0',
  effective: { from: '2026-01-01' },
  standard: 'X12',
  partner: { name: 'FastShip', qualifier: 'ZZ', id: 'FASTSHIP' },
  own: { qualifier: 'ZZ', id: 'CROSSDOCK' },
  test: false,
  tenant: 'northwind',
  receives: { 945: { version: '004010' } },
  sends: { 940: { version: '004010' }, 997: { version: '004010' } },
  acknowledge: { functional: '997' },
  controlNumbers: { interchange: 'fastship-out' },
  delimiters: { newlines: true },
};

export const packFile = (data: unknown) => ({ text: JSON.stringify(data), data });

export const release = (number: string, sku = 'NW-1001') => ({
  ...{ standard: 'X12', version: '004010', type: '940' },
  segments: {
    W05: { W0501: 'N', W0502: number, W0503: `PO-${number}` },
    N1Loop: [{ N1: { N101: 'ST', N102: 'Acme Store 14' } }],
    LXLoop: [
      {
        LX: { LX01: '1' },
        W01Loop: [{ W01: { W0101: '24', W0102: 'CA', W0104: 'VN', W0105: sku } }],
      },
    ],
  },
});

/** Terms with Acme, whose orders we receive. */
export const acme = {
  ...fastship,
  agreement: 'acme',
  partner: { name: 'Acme', qualifier: '01', id: 'ACMERETAIL' },
  receives: { 850: { version: '004010' } },
  sends: { 997: { version: '004010' } },
  controlNumbers: { interchange: 'acme-out' },
};

/** Orders of Acme in one interchange; a body that is null has no beginning and is rejected. */
export const orders = (control: number, numbers: readonly (string | null)[]): string =>
  composeX12(
    {
      ...{ senderQualifier: '01', sender: 'ACMERETAIL', receiverQualifier: 'ZZ', receiver: 'CROSSDOCK' },
      ...{ functionalId: 'PO', control },
    },
    '850',
    numbers.map((number) => [
      ...(number === null ? [] : [`BEG*00*SA*${number}**20260301`]),
      'N1*ST*Store*92*S1',
      'PO1*1*24*CA*18.40*PE*VN*NW-1001',
    ]),
    new Date(at),
  );

const sender = { senderQualifier: 'ZZ', sender: 'FASTSHIP', receiverQualifier: 'ZZ', receiver: 'CROSSDOCK' };

/** A 997 of FastShip about a group of ours. */
export const functionalAck = (control: number, group: string, lines: readonly string[]): string =>
  composeX12(
    { ...sender, functionalId: 'FA', control },
    '997',
    [[`AK1*OW*${group}`, ...lines]],
    new Date(at),
  );

/** A TA1 of FastShip about an interchange of ours. */
export const interchangeAck = (control: number, number: string, status: string, note = '000'): string => {
  const text = functionalAck(control, number, ['AK9*A*1*1*1']);
  return text
    .replace(/GS\*[\s\S]*GE\*[^~]*~\s*/, `TA1*${number}*260301*1200*${status}*${note}~\n`)
    .replace('IEA*1*', 'IEA*0*');
};

const step = (id: string, type: string, config: object, to: FlowNode['to'] = []): FlowNode => ({
  ...{ id, type: `crossdock-${type}`, version: 1, to },
  ...config,
});

/** What is written is delivered and noted; what is read is noted by its output, and rejections become exceptions. */
export const ediFlow: FlowNode[] = [
  { id: 'send', type: 'crossdock-test-entry', to: ['write'] },
  step('write', 'edi-write', { agreement: 'agreements/a.yaml' }, [['sent', 'deliver']]),
  { id: 'sent', type: 'crossdock-test-step', action: 'note', label: 'sent' },
  { id: 'deliver', type: 'crossdock-test-delivery', system: 'erp' },
  { id: 'receive', type: 'crossdock-test-entry', to: ['read'] },
  step('read', 'edi-read', { agreement: 'agreements/a.yaml' }, ['good', 'answer', 'bad', 'told']),
  { id: 'good', type: 'crossdock-test-step', action: 'note', label: 'transaction' },
  { id: 'answer', type: 'crossdock-test-step', action: 'note', label: 'acknowledgement' },
  { id: 'told', type: 'crossdock-test-step', action: 'note', label: 'status' },
  step('bad', 'exception', { owner: 'edi desk', reason: 'error.message', reasonType: 'msg' }),
];

/** What a site may keep its ledger in. */
export const stores = ['SQLite', 'PostgreSQL'] as const;

/** The flow above on a real ledger, under these terms. */
export const startEdiFlow = async (
  agreements: Readonly<Record<string, unknown>>,
  store: (typeof stores)[number] = 'SQLite',
): Promise<RunningFlows> =>
  RunningFlows.start(ediFlow, {
    now: at,
    ...(store === 'PostgreSQL' && { postgres: { ...(await ledgerPlace()), worker: 'w1' } }),
    nodes: ['edi-read', 'edi-write', 'exception'],
    packFiles: Object.fromEntries(Object.entries(agreements).map(([path, data]) => [path, packFile(data)])),
  });

/** Open exceptions about documents; lets a millisecond pass for what has become due. */
export const raised = async (flows: RunningFlows): Promise<StoredException[]> => {
  await flows.call('advance', 1);
  return (await flows.openExceptions()).filter(({ kind }) => kind === 'document');
};

export const exceptionOf = (flows: RunningFlows, code: string): Promise<StoredException> =>
  flows.until(`an exception ${code}`, async () =>
    (await raised(flows)).find(({ error }) => error.code === code),
  );
