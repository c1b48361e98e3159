import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Channels into which a case puts canonical documents, and who sends them. */
const channels = {
  'sales-orders': 'erp',
  'order-changes': 'erp',
  shipments: 'tms',
  'shipment-events': 'tms',
  'warehouse-confirmations': 'cloud-wms',
  'release-change-answers': 'cloud-wms',
  'posted-documents': 'erp',
  compensations: 'erp',
  'billing-checks': 'erp',
} as const;

/** What a person may place; some end by themselves after so many hours. */
const holds = [
  { door: 'hold-manual', code: 'manual' },
  { door: 'hold-pod-late', code: 'pod-late' },
  { door: 'hold-manual-for-a-day', code: 'manual', expiresAfterHours: 24 },
] as const;
const masterData = ['customer', 'rate-agreement'] as const;

/** Whose login a door wants. */
export const callerOf = (door: string): 'erp' | 'tms' | 'cloud-wms' =>
  channels[door as keyof typeof channels] ?? 'erp';
const id = (kind: number, index: number): string =>
  `d00d${String(kind).padStart(4, '0')}${String(index).padStart(8, '0')}`;

/**
 * Writes the pack through which cases reach a site where no partner does: `POST /api/doors/<channel>` and
 * `/api/doors/<master data object>` with `{ key, payload, canonical? }`, `/api/doors/hold-<code>`; answers to customers are sent to
 * `POST /order-responses` of the system `cloud-wms`.
 */
export function writeDoors(packFolder: string): void {
  const folder = join(packFolder, 'doors');
  mkdirSync(join(folder, 'tabs'), { recursive: true });
  const nodes = [
    ...Object.keys(channels).flatMap((channel, index) => [
      ...door(channel, index, id(3, index)),
      {
        id: id(3, index),
        type: 'crossdock-channel-out',
        name: channel,
        channel,
        key: 'crossdock.key',
        keyType: 'msg',
        wires: [],
      },
    ]),
    ...masterData.flatMap((object, index) => [
      ...door(object, 100 + index, id(4, index)),
      {
        id: id(4, index),
        type: 'crossdock-master-data',
        name: object,
        object,
        refused: 'exception',
        owner: 'stewards',
        wires: [[], [], [], []],
      },
    ]),
    ...holds.flatMap(({ door: name, code, ...more }, index) => [
      ...door(name, 200 + index, id(5, index)),
      {
        ...more,
        ...{
          id: id(5, index),
          type: 'crossdock-hold',
          name: code,
          action: 'place',
          code,
          order: 'payload.order',
          orderType: 'msg',
        },
        ...{ reason: 'payload.reason', reasonType: 'msg', by: 'payload.by', byType: 'msg', wires: [[], []] },
      },
    ]),
    {
      id: id(6, 0),
      type: 'crossdock-channel-in',
      name: 'order-responses',
      channel: 'order-responses',
      wires: [[id(6, 1)]],
    },
    {
      ...{
        id: id(6, 1),
        type: 'crossdock-api-call',
        name: 'Tell the case',
        system: 'cloud-wms',
        method: 'POST',
        path: '/order-responses',
      },
      ...{
        idempotencyKey: "'response:' & payload.responseNumber",
        idempotencyKeyType: 'jsonata',
        wires: [[], []],
      },
    },
  ];
  const pack = {
    ...{ name: 'doors', version: '1.0.0', owner: 'cases@northwind.example', lifecycle: 'active' },
    description: 'What cases hand in where no partner does.',
    needs: {
      nodes: [
        'change',
        ...['api-in', 'api-call', 'channel-in', 'channel-out', 'hold', 'master-data'].map(
          (name) => `crossdock-${name}`,
        ),
      ],
      schemas: [...masterData],
    },
    channels: { reads: ['order-responses'], writes: Object.keys(channels) },
  };
  writeFileSync(join(folder, 'pack.yaml'), stringify(pack));
  const tab = { tab: { id: id(0, 0), label: 'Doors', info: 'Canonical documents of cases.' }, nodes };
  writeFileSync(join(folder, 'tabs/doors.yaml'), stringify(tab));
}

function door(name: string, index: number, next: string): object[] {
  const keep = (property: string) => ({
    t: 'set',
    p: property,
    pt: 'msg',
    to: `payload.${property}`,
    tot: 'msg',
  });
  return [
    {
      ...{
        id: id(1, index),
        type: 'crossdock-api-in',
        name,
        method: 'POST',
        path: `/doors/${name}`,
        mode: 'accept',
      },
      ...{
        access: 'callers',
        callers: callerOf(name),
        documentType: 'case',
        key: 'key',
        wires: [[id(2, index)]],
      },
    },
    {
      ...{
        id: id(2, index),
        type: 'change',
        name: `${name} as it is`,
        action: '',
        property: '',
        from: '',
        to: '',
        reg: false,
      },
      ...{ rules: [keep('canonical'), keep('payload')], wires: [[next]] },
    },
  ];
}
