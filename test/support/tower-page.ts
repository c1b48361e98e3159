import type { Browser, Page } from 'playwright-core';
import type { TowerContext } from '../../console/api/route.ts';
import { startBrowser } from './browser.ts';
import { TowerServer } from './tower-server.ts';

/** A page of the tower in a browser, signed in, on data that the test made up. */
export interface TowerPage {
  readonly tower: TowerServer;
  readonly page: Page;
  /** What went wrong in the page. */
  readonly errors: readonly string[];
  /** Cells of the first row that contains the text. */
  rowOf(text: string): Promise<string[]>;
  go(hash: string, heading: string): Promise<void>;
  close(): Promise<void>;
}

export interface TowerPageOptions {
  /** What the page asks the ledger; nothing is known of everything else. */
  readonly ledger: object;
  readonly face: object;
  readonly now: string;
  readonly hash: string;
  /** Text of the heading that shows when the page is there. */
  readonly heading: string;
}

const nothingKnown = {
  history: async () => [],
  exceptions: async () => [],
  legalHolds: async () => [],
  messages: async () => [],
  deliveries: async () => [],
};

const atRest = {
  ...{ state: 'running', liveRuns: 0, queued: 0, liveDeliveries: 0, openCircuits: [] },
  ...{ systems: [], workers: [], backPressure: [] },
  ledger: {
    deliveries: { pending: 0, failed: 0 },
    ...{ openExceptions: 0, processes: {}, held: 0, duplicates: 0 },
  },
};

export async function openTowerPage(options: TowerPageOptions): Promise<TowerPage> {
  const { now, hash, heading } = options;
  const site = { id: 'small', environment: 'demo', timeZone: 'UTC' };
  const ledger = { ...nothingKnown, ...options.ledger };
  const face = { counts: async () => atRest, ...options.face };
  const context = { site, face, ledger } as unknown as TowerContext;
  const tower = await TowerServer.start(context, () => new Date(now));
  const browser: Browser = await startBrowser();
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const shown = (text: string) => page.waitForSelector(`:is(h1, h2):has-text("${text}")`);
  await page.goto(`${tower.page}${hash}`);
  await page.fill('#password', 'open sesame');
  await page.keyboard.press('Enter');
  await shown(heading);
  return {
    ...{ tower, page, errors },
    rowOf: (text) => page.locator(`tr:has-text("${text}")`).first().locator('td').allTextContents(),
    async go(to, title) {
      await page.goto(`${tower.page}${to}`);
      await shown(title);
    },
    async close() {
      await browser.close();
      tower.stop();
    },
  };
}
