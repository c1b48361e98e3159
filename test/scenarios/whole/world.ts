import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../cli/start/free-port.ts';
import { type Running, startRuntime } from '../../../main.ts';
import { drop } from '../../../partners/exchange/mailbox.ts';
import { type Partners, startPartners } from '../../../partners/start.ts';
import { hashPassword } from '../../../runtime/auth/login.ts';
import type { Cron } from '../../../runtime/schedules/schedules.ts';
import { demoSecrets } from '../../support/demo.ts';
import { TowerClient } from '../../support/tower-client.ts';
import { Bench } from './bench.ts';
import { PassingClock } from './passing-clock.ts';
import { type Seat, siteOf } from './site.ts';

/** A runtime with its partners, in which days pass as it is told. */
export interface World {
  readonly clock: PassingClock;
  readonly partners: Partners;
  readonly running: Running;
  readonly bench: Bench;
  /** Puts a file into a mailbox, to be fetched at the next `settle`. */
  mail(path: string, text: string): void;
  /** Resolves when the runtime has it. */
  publish(topic: string, payload: string): Promise<void>;
  /** Resolves when all that was handed in has been dealt with. */
  settle(): Promise<void>;
  tower(): Promise<TowerClient>;
  close(): Promise<void>;
}

const stillMs = 8;
/** What waits for something that never comes keeps nobody waiting for longer. */
const looksAtWaiting = 30;

/** Of a ledger in PostgreSQL. */
export interface LedgerPlace {
  readonly url: string;
  readonly schema: string;
}

const password = 'what the cases know';
const onPostgres = ({ schema }: LedgerPlace): string => `
ledger: { store: postgres, url: "env:CASES_LEDGER", schema: ${schema}, worker: cases }
admin: { passwordHash: "env:CASES_HASH" }
credentialSecret: env:CASES_HASH
`;

/** Opens a world in which `start` is now; its ledger is SQLite when there is no other place. */
export async function openWorld(
  seats: readonly Seat[],
  start: string,
  place: LedgerPlace | null,
): Promise<World> {
  const clock = new PassingClock(start);
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-cases-'));
  const copy = siteOf(seats, place ? onPostgres(place) : '');
  const store = place ? { CASES_LEDGER: place.url, CASES_HASH: await hashPassword(password) } : {};
  const port = await freePort('127.0.0.1');
  const secrets = demoSecrets();
  const partners = await startPartners({
    ports: { erp: 0, legacy: 0, wms: 0, tms: 0, billing: 0, sftp: 0, mqtt: 0 },
    ...{ folder: join(folder, 'partners'), crossdockUrl: `http://127.0.0.1:${port}`, secrets },
    ...{ paceMs: null, seed: 730_000_000 },
  });
  const bench = new Bench(seats, partners, clock);
  const scheduled = new Set<(slot: Date) => Promise<void>>();
  const cron: Cron = (_pattern, _zone, task) => {
    scheduled.add(task);
    return () => scheduled.delete(task);
  };
  const running = await startRuntime({
    ...{ siteFile: copy.siteFile, console: (line: string) => console.error(line), clock, cron },
    env: { ...partners.env, ...store, CROSSDOCK_DATA: join(folder, 'data'), CROSSDOCK_PORT: String(port) },
  });
  if (running.flowsStopped) throw new Error(`the flows do not run: ${running.flowsStopped}`);
  let hasMail = false;

  const fetchMail = async (): Promise<void> => {
    if (!hasMail) return;
    hasMail = false;
    for (let looks = 0; looks < 20 && unread(partners).length > 0; looks += 1)
      await Promise.all([...scheduled].map((task) => task(clock.now())));
    const left = unread(partners);
    if (left.length > 0) throw new Error(`nobody fetched ${left.join(', ')}`);
  };
  const situation = async () => {
    const { liveRuns, liveDeliveries, systems, ledger } = await running.face.counts();
    const [rings] = await running.ledger.dueTimers({ now: clock.now().toISOString(), limit: 1 });
    const isIdle = liveRuns === 0 && liveDeliveries === bench.held && rings === undefined;
    const behind = systems.reduce((all, { waiting }) => all + waiting, 0);
    const { messages, deliveries } = ledger;
    const isDone = isIdle && messages.accepted === 0 && deliveries.pending === bench.held + behind;
    return { isIdle, isDone, all: JSON.stringify([ledger, bench.held]) };
  };
  const arrived = async () => {
    const { messages, duplicates } = await running.ledger.counts();
    return Object.values(messages).reduce((all, one) => all + one, duplicates);
  };
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, stillMs));
  return {
    ...{ clock, partners, running, bench },
    mail(path, text) {
      drop(partners.exchange.root, path, text);
      hasMail = true;
    },
    async publish(topic, payload) {
      const before = await arrived();
      partners.broker.publish(topic, payload);
      for (let looks = 0; (await arrived()) === before; looks += 1) {
        if (looks > 500) throw new Error(`nobody took ${topic}`);
        await pause();
      }
    },
    async settle() {
      await fetchMail();
      let before = '';
      for (let still = 0, looks = looksAtWaiting; still < looks; ) {
        await pause();
        const { isIdle, isDone, all } = await situation();
        still = isIdle && all === before ? still + 1 : 0;
        looks = isDone ? 2 : looksAtWaiting;
        before = all;
      }
    },
    tower: () => TowerClient.signIn(running.url, 'admin', running.login.generatedPassword ?? password),
    async close() {
      bench.close();
      await running.stop();
      await partners.close();
      copy.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function unread({ exchange }: Partners): readonly string[] {
  return ['globex', 'swift'].flatMap((who) => {
    const inbox = join(exchange.root, who, 'inbox');
    return existsSync(inbox)
      ? readdirSync(inbox, { withFileTypes: true })
          .filter((each) => each.isFile() && !each.name.startsWith('.'))
          .map(({ name }) => `${who}/${name}`)
      : [];
  });
}
