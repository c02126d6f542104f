import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch } from '../scripts/browser.mjs';

/** What the demo verb gives every account of its generated clinic. */
export const demoPassword = 'wright-a-demo-clinic';

/** Somebody at a screen: a window of their own, with what the page complained about. */
export interface Visitor {
  readonly page: Page;
  readonly complaints: string[];
}

/** The browser of a suite, opened when first asked for. */
export class Visitors {
  #browser: Browser | undefined;

  constructor(private readonly origin: () => string) {}

  async open(options: BrowserContextOptions = {}): Promise<Visitor> {
    const browser = (this.#browser ??= await launch());
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    // What the Content-Security-Policy stops, the browser says on its console.
    page.on('console', (message) => { if (message.text().includes('Content Security Policy')) complaints.push(message.text()); });
    return { page, complaints };
  }

  async signIn(userName: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await this.open(options);
    await this.enter(visitor.page, userName);
    return visitor;
  }

  async enter(page: Page, userName: string): Promise<void> {
    await page.goto(this.origin());
    await page.getByTestId('sign-in-user').fill(userName);
    await page.getByTestId('sign-in-password').fill(demoPassword);
    await page.getByTestId('sign-in-submit').click();
    await page.getByTestId('user-menu').waitFor();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

/** Types into the finder and opens the row that is chosen. */
export async function openChart(page: Page, text: string): Promise<string> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').getByTestId('finder-input').fill(text);
  await page.locator(`[data-testid="palette"] [data-answered="${text}"] [data-testid="finder-row"]`).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('patient-banner').waitFor();
  await settled(page);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Whose chart is open, as the banner writes the name. */
export async function chartName(page: Page): Promise<string> {
  return (await page.getByTestId('patient-banner').getByRole('heading').first().textContent()) ?? '?';
}

/** Waits until nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .MuiSkeleton-root'), undefined, { timeout: 20_000 });
}

/** Waits until nothing moves: while a transition runs, however short, a colour is one in between until the next frame. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    const ending = document.getAnimations().filter((one) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime)));
    await Promise.allSettled(ending.map((one) => one.finished));
    await frame();
  });
}

/** The serious and critical faults that axe-core finds once nothing moves any more, as lines. */
export async function axeFaults(page: Page): Promise<string[]> {
  await still(page);
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } };
    const result = await axe.run();
    return result.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`);
  });
}
