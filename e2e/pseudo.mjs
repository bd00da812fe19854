// What a translation may do to a page: every text becomes 40 % longer and wears accents, as if
// the shop spoke a wordy language. On a phone nothing may be cut off or reach beyond the edge.

import { overflow } from './audits.mjs';
import { check, none } from './report.mjs';
import { openVisitor } from './visitor.mjs';

const width = 360;

/** Replaces the texts of a page by longer ones. */
function lengthen() {
  const accents = new Map(['aá', 'eé', 'iï', 'oö', 'uü', 'cç', 'nñ', 'sş', 'AÅ', 'EË', 'IÏ', 'OÖ', 'UÜ', 'CÇ', 'SŞ'].map(([plain, marked]) => [plain, marked]));
  const longer = (text) => text.replace(/\p{L}+/gu, (word) => {
    const marked = [...word].map((letter) => accents.get(letter) ?? letter).join('');
    return marked + marked.slice(0, Math.ceil(word.length * 0.4)).toLowerCase();
  });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.parentElement.closest('script, style, svg, [translate=no], address')) node.data = longer(node.data);
  }
  for (const field of document.querySelectorAll('[placeholder]')) field.placeholder = longer(field.placeholder);
}

/** The texts that do not fit into their box; titles that end in dots on purpose are left out. */
function cutOff() {
  const holds = (element) => [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  return [...document.body.querySelectorAll('*')].filter((element) => {
    const style = getComputedStyle(element);
    return holds(element) && element.clientWidth > 1 && !element.closest('.vh, [hidden]') && style.overflow !== 'visible'
      && style.webkitLineClamp === 'none' && style.textOverflow !== 'ellipsis' && style.overflowX !== 'auto'
      && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  }).map((element) => `${element.tagName.toLowerCase()}.${element.className} cuts off “${element.textContent.trim().slice(0, 40)}”`);
}

/** Looks at the pages of some groups once, on a phone. */
export async function longerTexts(browser, market, groups) {
  for (const { pages, cookies } of groups.filter((g) => g.pages)) {
    const visitor = await openVisitor(browser, market, { width });
    if (cookies) await visitor.context.addCookies(cookies);
    for (const [name, path, { status = 200 } = {}] of pages) {
      if (status >= 400 || /^\/(ru|kk)\//.test(path)) continue;
      await check(`longer texts: ${name}`, async () => {
        await visitor.page.goto(path);
        await visitor.page.evaluate(lengthen);
        none([...await overflow(visitor.page), ...await visitor.page.evaluate(cutOff)], 'offences');
      });
    }
    await visitor.close();
  }
}
