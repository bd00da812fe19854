// Some visitors at once go through the pages of all groups; for checks that only read the market.

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
 * Sends visitors through every page of every group: visit(visitor, [name, path, options], group,
 * number of the page). A visitor is opened anew for each group, or for each page when asked, and
 * remembers no offence of the page before.
 */
export async function crowd(browser, market, groups, { size = 3, anew = false, ...manner }, visit) {
  const queue = groups.flatMap((group) => distinct(group.pages).map((entry) => ({ group, entry })));
  let next = 0;
  const walk = async () => {
    let visitor;
    let at;
    while (next < queue.length) {
      const number = next;
      next += 1;
      const { group, entry } = queue[number];
      if (anew || group !== at) {
        await visitor?.close();
        visitor = await openVisitor(browser, market, manner);
        if (group.cookies) await visitor.context.addCookies(group.cookies);
        at = group;
      }
      visitor.forget();
      await visit(visitor, entry, group, number);
    }
    await visitor?.close();
  };
  await Promise.all(Array.from({ length: size }, walk));
}
