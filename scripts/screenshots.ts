/**
 * Makes the pictures of the README: `node scripts/screenshots.ts`. Starts the demo on free ports in a temporary folder,
 * drops an order for an unknown item, waits until there are invoices, a held order and an exception, and takes the
 * pictures with the Chromium of `@sparticuz/chromium`. Ends with 1 when a page wrote an error to its console.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../test/support/browser.ts';
import { TowerClient } from '../test/support/tower-client.ts';

type Orders = Awaited<ReturnType<TowerClient['orders']>>;

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs/images');
const viewport = { width: 1280, height: 1000 };
const editorViewport = { width: 1440, height: 560 };
/** Time for an animation of the editor to end. */
const settleMs = 1_500;
const settledStatuses = "document.querySelectorAll('.red-ui-flow-node-status-group').length > 5";
const errors: string[] = [];

const folder = mkdtempSync(join(tmpdir(), 'crossdock-screenshots-'));
const data = join(folder, 'data');
const site = spawn(
  process.execPath,
  [join(root, 'cli/crossdock.ts'), 'start', join(root, 'sites/demo.yaml'), '--free-ports', '--quiet'],
  { env: { ...process.env, CROSSDOCK_DATA: data }, stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const { url, password } = await siteIsUp();
  const tower = await TowerClient.signIn(url, 'admin', password);
  dropUnknownItem();
  await tower.exception('CD_MAPPING_FAILED', 'NW-9999', 60_000);
  const held = await tower.look(
    async () => (await settled(tower))?.find((order) => order.holds.length > 0),
    'a held order among posted ones',
    180_000,
  );
  mkdirSync(images, { recursive: true });
  const browser = await startBrowser();
  try {
    await towerPictures(browser, url, password, `#/orders/northwind/${encodeURIComponent(held.key)}`);
    await editorPictures(browser, url, password);
  } finally {
    await browser.close();
  }
  for (const error of errors) console.error(`screenshots: a page wrote: ${error}`);
  process.exitCode = errors.length > 0 ? 1 : 0;
} finally {
  const ended = once(site, 'exit');
  if (site.exitCode === null && site.kill('SIGTERM')) await ended;
  rmSync(folder, { recursive: true, force: true });
}

/** Waits for the addresses and the password in what the command prints. */
async function siteIsUp(): Promise<{ url: string; password: string }> {
  const said: string[] = [];
  for await (const line of createInterface({ input: site.stdout })) {
    said.push(line);
    const text = said.join('\n');
    const url = /status page\s+(http\S+)\/tower\//.exec(text)?.[1];
    const password = /login\s+admin \/ (\S+)/.exec(text)?.[1];
    if (url && password) {
      site.stdout.resume();
      return { url, password };
    }
  }
  throw new Error(`the site did not start:\n${said.join('\n')}`);
}

/** Acme's sample order, for an item that nobody knows, put straight into the folder behind Acme's inbox. */
function dropUnknownItem(): void {
  const text = readFileSync(join(root, 'sites/demo/samples/acme-850.edi'), 'utf8')
    .replace('4500017001', '4500017002')
    .replaceAll('000000850', '000000852')
    .replace('*VN*NW-1002*', '*VN*NW-9999*');
  writeFileSync(join(data, 'partners/exchange/acme/inbox/PO-4500017002.edi'), text);
}

async function settled(tower: TowerClient): Promise<Orders | undefined> {
  const orders = await tower.orders();
  return orders.filter(({ status }) => status === 'posted').length >= 5 ? orders : undefined;
}

async function open(
  browser: Browser,
  address: string,
  scheme: 'light' | 'dark',
  strict = true,
): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: 1.5,
    colorScheme: scheme,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  if (strict) collectErrors(page);
  await page.goto(address);
  return page;
}

function collectErrors(page: Page): void {
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
}

async function towerPictures(browser: Browser, url: string, password: string, detail: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    const page = await open(browser, `${url}/tower/`, scheme);
    await page.fill('#password', password);
    await page.click('button[type=submit]');
    await page.waitForSelector('.card.warn');
    await picture(page, `tower-${scheme}`);
    if (scheme === 'light') {
      await page.goto(`${url}/tower/${detail}`);
      await page.waitForSelector('h2:has-text("History")');
      await picture(page, 'tower-order');
    }
    await page.context().close();
  }
}

async function editorPictures(browser: Browser, url: string, password: string): Promise<void> {
  const page = await open(browser, `${url}/editor/`, 'light', false);
  await page.setViewportSize(editorViewport);
  await page.waitForSelector('#node-dialog-login-username');
  // Before: the editor asks for its settings without a login and is told 401, which the browser logs.
  collectErrors(page);
  await page.fill('#node-dialog-login-username', 'admin');
  await page.fill('#node-dialog-login-password', password);
  await page.click('#node-dialog-login-submit');
  await page.waitForSelector('.red-ui-palette-node', { state: 'attached' });
  await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
  await page.evaluate(`(() => {
    RED.actions.invoke('core:toggle-right-sidebar');
    RED.workspaces.show(RED.nodes.getWorkspaceOrder().find((id) => RED.nodes.workspace(id).label === 'Orders'));
  })()`);
  await page.waitForFunction(settledStatuses);
  await page.evaluate("RED.actions.invoke('core:zoom-fit')");
  await page.waitForTimeout(settleMs);
  await picture(page, 'editor');
  await page.evaluate(`(() => {
    const mapper = RED.nodes.filterNodes({ type: 'crossdock-canonical-mapper' })
      .find((node) => node.name === 'Order to ERP');
    RED.editor.edit(mapper);
  })()`);
  await page.waitForSelector('.red-ui-tray .crossdock-form', { state: 'visible' });
  await page.waitForTimeout(settleMs);
  await picture(page, 'editor-dialog');
  await page.context().close();
}

async function picture(page: Page, name: string): Promise<void> {
  const path = join(images, `${name}.png`);
  const { length } = await page.screenshot({ path });
  console.log(`screenshots: ${name}.png, ${Math.round(length / 1024)} KB`);
}
