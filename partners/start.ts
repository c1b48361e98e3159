import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBilling } from './billing/billing.ts';
import { startCarrier } from './carrier/carrier.ts';
import { OrderStream } from './customers/stream.ts';
import { type Erp, startErp } from './erp/erp.ts';
import { Exchange } from './exchange/sftp-server.ts';
import { type HttpStandIn, httpStandIn } from './http-stand-in.ts';
import { MqttBroker } from './mqtt-broker.ts';
import type { Recorder } from './recorder.ts';
import type { ThreePlDock } from './three-pl/stock-advice.ts';
import { startThreePl } from './three-pl/three-pl.ts';
import { startTms } from './tms/tms.ts';
import { type CloudWms, startCloudWms } from './wms/cloud-wms.ts';
import { World } from './world.ts';

export interface PartnerPorts {
  readonly erp: number;
  readonly legacy: number;
  readonly wms: number;
  readonly tms: number;
  readonly billing: number;
  /** Pages of the two that trade files; free ports when absent. */
  readonly threePl?: number;
  readonly carrier?: number;
  readonly sftp: number;
  readonly mqtt: number;
}

export interface PartnerOptions {
  /** 0 picks a free port. */
  readonly ports: PartnerPorts;
  /** Where the mailboxes live. */
  readonly folder: string;
  /** Crossdock's own address, for the warehouse's webhook. */
  readonly crossdockUrl: string;
  /** One secret per login, by name: see `logins`. */
  readonly secrets: Readonly<Record<(typeof logins)[number], string>>;
  /** Time between two steps of a partner; null: they take none by themselves, and somebody else tells what happens. */
  readonly paceMs: number | null;
  /** First number of orders, shipments, releases and documents; must be higher at every start. */
  readonly seed: number;
}

export const logins = [
  'erp',
  'wms',
  'tms',
  'billing',
  'mqtt',
  'webhook',
  'exchange',
  'acme',
  'globex',
  'fastship',
  'swift',
  'nordex',
] as const;

export interface Partners {
  /** What a site file needs to find them. */
  readonly env: Readonly<Record<string, string>>;
  readonly pages: readonly { readonly name: string; readonly url: string }[];
  readonly erp: Erp;
  readonly wms: CloudWms;
  readonly tms: HttpStandIn;
  readonly billing: HttpStandIn;
  readonly threePl: Recorder;
  readonly threePlDock: ThreePlDock;
  readonly carrier: Recorder;
  readonly exchange: Exchange;
  readonly sftpPort: number;
  readonly broker: MqttBroker;
  readonly orders: OrderStream;
  /** Every problem any of them saw: duplicate postings above all. */
  problems(): { who: string; problem: string }[];
  close(): Promise<void>;
}

/** Starts every partner of the demo on real sockets. */
export async function startPartners(options: PartnerOptions): Promise<Partners> {
  const { ports, secrets } = options;
  const login = (username: string, secret: keyof typeof secrets): { username: string; password: string } => ({
    username,
    password: secrets[secret],
  });
  const world = new World(options.paceMs);
  mkdirSync(options.folder, { recursive: true });
  const mailbox = (
    name: 'acme' | 'globex' | 'fastship' | 'swift' | 'nordex',
  ): { username: string; password: string; home: string } => ({ ...login(name, name), home: name });
  const exchange = new Exchange(join(options.folder, 'exchange'), [
    { ...login('crossdock', 'exchange'), home: '' },
    mailbox('acme'),
    mailbox('globex'),
    mailbox('fastship'),
    mailbox('swift'),
    mailbox('nordex'),
  ]);
  const broker = new MqttBroker(login('crossdock', 'mqtt'));
  const erp = startErp(login('crossdock', 'erp'), options.seed % 1_000_000_000, options.folder);
  const webhook = {
    url: options.crossdockUrl,
    credentials: login('wms', 'webhook'),
  };
  const kept = (name: string): string => join(options.folder, `${name}.jsonl`);
  const wms = startCloudWms(login('crossdock', 'wms'), world, webhook, options.seed, kept('cloud-stock'));
  const publish = (topic: string, payload: string): void => broker.publish(topic, payload);
  const tms = startTms(login('crossdock', 'tms'), world, publish, options.seed);
  const billing = startBilling(login('crossdock', 'billing'), options.seed);
  const threePl = httpStandIn('3PL FastShip', login('fastship', 'fastship'));
  const threePlDock = startThreePl(exchange, world, threePl, options.seed, kept('three-pl-stock'));
  const carrier = httpStandIn('Swift Carrier', login('swift', 'swift'));
  startCarrier(exchange, world, carrier, options.seed);

  const sftpPort = await exchange.listen(ports.sftp);
  const mqttPort = await broker.listen(ports.mqtt);
  const { url: erpUrl, legacyUrl } = await erp.listen(ports.erp, ports.legacy);
  const [wmsUrl, tmsUrl, billingUrl, threePlUrl, carrierUrl] = await Promise.all([
    wms.listen(ports.wms),
    tms.listen(ports.tms),
    billing.listen(ports.billing),
    threePl.listen(ports.threePl ?? 0),
    carrier.listen(ports.carrier ?? 0),
  ]);
  const orders = new OrderStream(
    erp,
    {
      acme: { port: sftpPort, password: secrets.acme },
      globex: { port: sftpPort, password: secrets.globex },
    },
    options.seed,
  );

  return {
    env: {
      ERP_URL: erpUrl,
      LEGACY_ERP_URL: legacyUrl,
      WMS_URL: wmsUrl,
      TMS_URL: tmsUrl,
      BILLING_URL: billingUrl,
      EXCHANGE_URL: `sftp://127.0.0.1:${sftpPort}`,
      EXCHANGE_HOST_KEY: exchange.fingerprint,
      MQTT_URL: `mqtt://127.0.0.1:${mqttPort}`,
    },
    pages: [
      { name: 'ERP', url: erpUrl },
      { name: 'Cloud WMS', url: wmsUrl },
      { name: 'TMS', url: tmsUrl },
      { name: 'Billing', url: billingUrl },
      { name: '3PL', url: threePlUrl },
      { name: 'Carrier', url: carrierUrl },
    ],
    erp,
    wms,
    tms,
    billing,
    threePl: threePl.recorder,
    threePlDock,
    carrier: carrier.recorder,
    exchange,
    sftpPort,
    broker,
    orders,
    problems: () =>
      Object.entries({
        erp: erp.standIn.recorder,
        wms: wms.recorder,
        tms: tms.recorder,
        billing: billing.recorder,
        threePl: threePl.recorder,
        carrier: carrier.recorder,
      }).flatMap(([who, recorder]) => recorder.problems.map(({ problem }) => ({ who, problem }))),
    close: async () => {
      orders.stop();
      world.stop();
      await Promise.all([
        erp.close(),
        wms.close(),
        tms.close(),
        billing.close(),
        threePl.close(),
        carrier.close(),
        exchange.close(),
        broker.close(),
      ]);
    },
  };
}
