// Some visitors at once go through the pages of all groups; for checks that only read the market.

import { check, wanted } from './report.mjs';
import { openVisitor } from './visitor.mjs';

/** The languages of the market; English has no prefix in addresses. */
export const languages = ['en', 'ru', 'kk'];

const prefix = /^\/(ru|kk)(?=\/)/;

/** The address of a page in a language, whichever language it names itself. */
export function spoken(path, language) {
  const plain = path.replace(prefix, '');
  return language === 'en' ? plain : `/${language}${plain}`;
}

/** The pages of a group, each once: [name, address without a language, options]. */
export function distinct(pages) {
  const seen = new Map();
  for (const [name, path, options = {}] of pages) {
    const plain = spoken(path, 'en');
    if (!seen.has(plain)) seen.set(plain, [name, plain, options]);
  }
  return [...seen.values()];
}

/**
 * Sends visitors through every page of every group, in one language or several, and makes one check of
 * each visit: visit(visitor, { name, path, options, group, language, number }). Number counts pages and
 * languages. A visitor is opened anew for each group, or for each page when asked, and remembers no
 * offence of the page before.
 */
export async function crowd(browser, market, groups, { what, size = 3, anew = false, speaking = ['en'], ...manner }, visit) {
  const queue = groups.flatMap((group) => distinct(group.pages).flatMap(([name, path, options], at) => speaking.map((language, turn) => (
    { title: `${what}: ${group.folder}, ${name}${speaking.length > 1 ? `, ${language}` : ''}`, name, path, options, group, language, number: at + turn }
  )))).filter(({ title }) => wanted(title));
  const walk = async () => {
    let visitor;
    let at;
    for (let stop = queue.shift(); stop; stop = queue.shift()) {
      if (anew || stop.group !== at) {
        await visitor?.close();
        visitor = await openVisitor(browser, market, manner);
        if (stop.group.cookies) await visitor.context.addCookies(stop.group.cookies);
        at = stop.group;
      }
      visitor.forget();
      const { title, ...page } = stop;
      await check(title, () => visit(visitor, page));
    }
    await visitor?.close();
  };
  await Promise.all(Array.from({ length: size }, walk));
}
