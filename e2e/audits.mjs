// What must hold on every page: no accessibility violation in light and dark, no sideways scroll
// from 320 px up, a clean console, valid HTML. Screenshots are kept in artifacts/.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import axe from 'axe-core';
import { check, none } from './report.mjs';
import { openVisitor } from './visitor.mjs';

const run = promisify(execFile);
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const widths = [320, 360, 768, 1280, 1920];
const artifacts = new URL('./artifacts/', import.meta.url).pathname;

const fileName = (name) => name.replace(/\W+/g, '-');

/** What reaches beyond the right edge, with the widest elements named. */
export function overflow(page) {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 0 && box.right > edge + 0.5 && !e.closest('.scroll-x, .strip-list, .vh');
    });
    return wide.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)}`)
      .concat(`the page is ${document.documentElement.scrollWidth} px wide`);
  });
}

/**
 * What axe finds, one line for each place. It runs in the page itself, which has no frames, and
 * describes violations only: that takes a third of the time of a full report.
 */
export async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate((values) => {
    return globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }).then((r) => r.violations);
  }, tags);
  return found.flatMap((v) => v.nodes.map((node) => {
    const why = (node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? v.help;
    return `${v.id}: ${node.target.join(' ')} – ${why}`;
  }));
}

/** What reaches beyond the edge at every width of a kind, and with text of twice the size. */
async function overflows(page, phone) {
  const offences = [];
  for (const width of widths.filter((w) => phone === (w < 600))) {
    await page.setViewportSize({ width, height: 900 });
    for (const o of await overflow(page)) offences.push(`at ${width} px ${o}`);
  }
  if (phone) return offences;
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  for (const o of await overflow(page)) offences.push(`with text of twice the size ${o}`);
  return offences;
}

async function audit(visitor, [name, path, { status = 200 } = {}], dark) {
  const { page } = visitor;
  await page.setViewportSize({ width: visitor.width, height: 900 });
  if (status >= 400) visitor.expect(status);
  const answer = await page.goto(path);
  await page.evaluate(() => document.fonts.ready);
  const offences = await violations(page);
  if (answer.status() !== status) offences.push(`the status is ${answer.status()}, not ${status}`);
  // Reduced motion is asked for: nothing may move.
  const moving = await page.evaluate(() => document.getAnimations().map((a) => a.animationName ?? a.transitionProperty));
  offences.push(...moving.map((what) => `${what} moves`));
  await page.screenshot({ path: `${artifacts}${fileName(name)}-${visitor.width}${dark ? '-dark' : ''}.png`, fullPage: true });
  offences.push(...await overflows(page, visitor.width < 600));
  none(offences, 'offences');
}

/**
 * The address of a page in the language in which it is looked at: Kazakh on a light phone, where its
 * long words have least room, Russian in the two dark ones, English on a light desktop. Addresses
 * that name a language keep it.
 */
function spoken(path, width, dark) {
  if (/^\/(ru|kk|dev)\//.test(path)) return path;
  if (dark) return `/ru${path}`;
  return width < 600 ? `/kk${path}` : path;
}

/** Audits pages at one width in one colour scheme. */
export async function auditPages(browser, market, { pages, cookies, width, dark }) {
  const visitor = await openVisitor(browser, market, { width, dark });
  if (cookies) await visitor.context.addCookies(cookies);
  for (const entry of pages) {
    const [name, , { closely = false } = {}] = entry;
    if (!closely && dark !== (width >= 600)) continue;
    await check(`audit: ${name} at ${width} px${dark ? ', dark' : ''}`, async () => {
      visitor.offences.length = 0;
      await audit(visitor, [name, spoken(entry[1], width, dark), entry[2]], dark);
      none(visitor.offences, 'offences');
    });
  }
  await visitor.close();
}

/** Saves the HTML of every page as the server sent it, for validate. */
export async function savePages(browser, market, { pages, cookies, folder }) {
  const visitor = await openVisitor(browser, market, { scripts: false });
  if (cookies) await visitor.context.addCookies(cookies);
  mkdirSync(`${artifacts}html`, { recursive: true });
  for (const [name, path] of pages) {
    const response = await visitor.context.request.get(path);
    writeFileSync(`${artifacts}html/${folder}-${fileName(name)}.html`, await response.text());
  }
  await visitor.close();
}

/** Validates every saved page in one go; warnings count. */
export async function validate() {
  await check('HTML of every page is valid', async () => {
    const jar = new URL('./node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url).pathname;
    try {
      await run('java', ['-Xss4m', '-jar', jar, '--stdout', '--format', 'gnu', '--Werror', `${artifacts}html/`], { maxBuffer: 1 << 24 });
    } catch (error) {
      if (!error.stdout) throw error;
      none(error.stdout.trim().split('\n').map((l) => l.replace(/^"?.*\/html\//, '')), 'messages of the validator');
    }
  });
}
