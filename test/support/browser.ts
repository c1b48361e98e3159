import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';

/** Starts headless Chromium from the package that carries its binary; close it after use. */
export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface Editor {
  readonly page: Page;
  /** Console errors and uncaught exceptions of the page so far. */
  readonly errors: readonly string[];
}

/** Opens the Node-RED editor and waits until its flows are loaded. */
export async function openEditor(browser: Browser, url: string): Promise<Editor> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  await page.waitForSelector('#red-ui-loading-progress', { state: 'attached' });
  await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
  await page.waitForSelector('.red-ui-palette-node', { state: 'attached' });
  return { page, errors };
}

/** Opens a node's edit dialog by its id and waits for the form. */
export async function openDialog({ page }: Editor, nodeId: string): Promise<void> {
  await page.evaluate(`(() => {
    const node = RED.nodes.node(${JSON.stringify(nodeId)});
    if (node._def.category === 'config') RED.editor.editConfig('', node.type, node.id);
    else RED.editor.edit(node);
  })()`);
  await page.waitForSelector('.red-ui-tray .crossdock-form', { state: 'visible' });
}

/** Closes the open dialog with Done or Cancel and waits until it is gone. */
export async function closeDialog({ page }: Editor, how: 'ok' | 'cancel'): Promise<void> {
  await page.click(how === 'ok' ? '.red-ui-tray #node-dialog-ok' : '.red-ui-tray #node-dialog-cancel');
  await page.waitForSelector('.red-ui-tray', { state: 'detached' });
}
