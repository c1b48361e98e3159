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

export interface EditorLogin {
  readonly username: string;
  readonly password: string;
}

/** Opens the Node-RED editor, signs in where it asks for it, and waits until its flows are loaded. */
export async function openEditor(browser: Browser, url: string, login?: EditorLogin): Promise<Editor> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  if (login) {
    await page.fill('#node-dialog-login-username', login.username);
    await page.fill('#node-dialog-login-password', login.password);
    await page.click('#node-dialog-login-submit');
  }
  await page.waitForFunction(
    'window.RED?.nodes?.version() !== undefined && RED.nodes.filterNodes({}).length > 0',
  );
  await page.waitForSelector('#red-ui-loading-progress', { state: 'attached' });
  await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
  await page.waitForSelector('.red-ui-palette-node', { state: 'attached' });
  // Node types arrive as modules, after the flows; until then their nodes are drawn as unknown.
  await page.waitForFunction("RED.nodes.filterNodes({ type: 'unknown' }).length === 0");
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

/** Presses Deploy and waits until the editor has nothing left to deploy. */
export async function deploy({ page }: Editor): Promise<void> {
  await page.waitForSelector('#red-ui-header-button-deploy:not(.disabled)');
  await page.click('#red-ui-header-button-deploy');
  await page.waitForSelector('#red-ui-header-button-deploy.disabled');
  await page.waitForFunction('!RED.nodes.dirty()');
}
