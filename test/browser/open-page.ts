import assert from 'node:assert/strict';
import type { Browser, Page } from 'puppeteer-core';

/** A page of the slice map, and what went wrong on it. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors of scripts and of the console, violations of the content security policy, requests to elsewhere. */
  readonly faults: readonly string[];
  /** The text of what a selector finds first; empty where there is nothing. */
  text(selector: string): Promise<string>;
  /** Waits until the text of what a selector finds first matches. */
  until(selector: string, pattern: RegExp): Promise<void>;
  /** The name that a screen reader tells of what has the focus. */
  focused(): Promise<string>;
  close(): Promise<void>;
}

/** How to open it. */
export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  /** Called before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Opens the slice map and waits for its first picture. */
export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<OpenedPage> {
  const { width = 1280, height = 800, theme = 'light', prepare } = options;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) faults.push(`asked for ${request.url()}`);
  });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`violation of ${violatedDirective} by ${blockedURI}`);
    });
  });
  await prepare?.(page);
  await page.goto(url);
  await page.waitForFunction("performance.getEntriesByName('slicewise:first-picture').length > 0");

  const text = async (selector: string): Promise<string> => {
    const found = await page.$eval(selector, (element) => element.textContent).catch(() => '');
    return (found ?? '').replaceAll(/\s+/g, ' ').trim();
  };
  return {
    page,
    faults,
    text,
    async until(selector, pattern) {
      const end = Date.now() + 15_000;
      for (;;) {
        const found = await text(selector);
        if (pattern.test(found)) return;
        if (Date.now() > end) assert.match(found, pattern, selector);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    async focused() {
      return String(
        await page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent ?? ''"),
      );
    },
    async close() {
      await context.close();
    },
  };
}
