// A visitor is a fresh browser context that listens for what must never happen: script errors,
// console errors, refused resources, violations of the content security policy.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const browsers = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** The program of the machine's browser. */
export function chromiumPath() {
  const path = browsers.find((candidate) => candidate && existsSync(candidate));
  if (!path) throw new Error('no Chromium: install the package chromium or set CHROMIUM');
  return path;
}

/** Starts the browser of the machine. */
export function startBrowser() {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/**
 * Opens a visitor: { page, context, offences, expect(), forget(), close() }. Offences gather while it
 * browses; expect(422) foresees one answer of that status, forget() drops both. A script given as
 * before runs in every page before its own.
 */
export async function openVisitor(browser, market, { width = 1280, scripts = true, dark = false, density = 1, before = '' } = {}) {
  const context = await browser.newContext({
    baseURL: market.url,
    viewport: { width, height: width < 600 ? 780 : 900 },
    deviceScaleFactor: density,
    hasTouch: width < 600,
    javaScriptEnabled: scripts,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(30_000);
  const offences = [];
  // A browser reports every refused answer; those that a check provokes are taken off once each.
  const expected = { console: [], answer: [] };
  const foreseen = (kind, matches) => {
    const at = expected[kind].findIndex(matches);
    if (at >= 0) expected[kind].splice(at, 1);
    return at >= 0;
  };
  const expect = (...statuses) => Object.values(expected).forEach((list) => list.push(...statuses));
  const forget = () => [offences, expected.console, expected.answer].forEach((list) => list.splice(0));
  const page = await context.newPage();
  if (before) await context.addInitScript(before);
  if (scripts) {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
  }
  page.on('console', (message) => {
    if (foreseen('console', (status) => message.text().includes(`status of ${status}`))) return;
    if (message.type() === 'error' || message.type() === 'warning') offences.push(`console: ${message.text()} at ${page.url()}`);
  });
  page.on('pageerror', (error) => offences.push(`script: ${error.message} at ${page.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== 'document' && !foreseen('answer', (status) => status === response.status())) {
      offences.push(`${response.status()} for ${response.url()} at ${page.url()}`);
    }
  });
  page.on('requestfailed', (request) => {
    if (!request.failure()?.errorText.includes('ERR_ABORTED')) offences.push(`failed: ${request.url()} at ${page.url()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(market.url) && !request.url().startsWith('data:')) offences.push(`left the site: ${request.url()}`);
  });
  return { page, context, offences, scripts, width, expect, forget, close: () => context.close() };
}

/** Submits a form by its button and waits for the page that answers. */
export async function submit(page, button) {
  await Promise.all([page.waitForEvent('load'), button.click()]);
}
