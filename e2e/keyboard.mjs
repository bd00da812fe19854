// The purchase path with the keyboard alone: every stop shows its focus, nothing is a trap.

import assert from 'node:assert/strict';
import { check, none } from './report.mjs';
import { signUp, fillCheckout } from './purchase.mjs';
import { openVisitor } from './visitor.mjs';

const mostStops = 250;

/** Where the focus is: whether it matches, is visible, and what it is. */
function focused(page, selector) {
  return page.evaluate((wanted) => {
    const e = document.activeElement;
    const marked = (...of) => {
      const style = getComputedStyle(...of);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    };
    // The ring may be drawn by what is stretched over a card, or by the frame around an input; the
    // target of a jump is no stop.
    return {
      reached: e.matches(wanted),
      visible: e === document.body || e.tabIndex < 0 || marked(e) || marked(e, '::after') || (e.parentElement && marked(e.parentElement)),
      what: `${e.tagName.toLowerCase()}${e.id && `#${e.id}`}.${e.className}`,
    };
  }, selector);
}

/** Presses Tab until the focus is on an element that matches. */
export async function tabTo(page, selector) {
  const hidden = new Set();
  for (let stop = 0; stop < mostStops; stop += 1) {
    const at = await focused(page, selector);
    if (!at.visible) hidden.add(at.what);
    if (at.reached) {
      none([...hidden], 'stops without a visible focus');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not within ${mostStops} stops at ${page.url()}`);
}

async function enter(page, pattern) {
  await Promise.all([page.waitForURL(pattern), page.keyboard.press('Enter')]);
}

/** Walks from the list to an order with the keyboard alone. */
export async function keyboardWalk(browser, market) {
  await check('purchase path with the keyboard alone', async () => {
    const visitor = await openVisitor(browser, market, {});
    const { page } = visitor;
    try {
      const person = await signUp(page);
      await page.goto('/products/?category=electronics');
      await page.keyboard.press('Tab');
      assert.match(await page.evaluate(() => document.activeElement.getAttribute('href') ?? ''), /^#/, 'the first stop skips to the content');
      await page.keyboard.press('Enter');
      await tabTo(page, 'article.product-card h3 a');
      await enter(page, /\/product\//);
      await tabTo(page, '.btn-add-to-cart');
      await page.keyboard.press('Enter');
      await page.locator('#cart-count:text-is("1")').waitFor();
      await page.goto('/cart/');
      await tabTo(page, '#cart input[name=quantity]');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Tab');
      await page.locator('#cart-count:text-is("2")').waitFor();
      await tabTo(page, '#cart a[href$="/checkout/"]');
      await enter(page, /\/checkout\/$/);
      await fillCheckout(page, person);
      await tabTo(page, 'main form[action$="/checkout/"] button[type=submit]');
      await enter(page, /\/order\//);
      none(visitor.offences, 'offences');
    } finally {
      await visitor.close();
    }
  });
  await check('the autocomplete is used with the keyboard alone', async () => {
    const visitor = await openVisitor(browser, market, {});
    const { page } = visitor;
    try {
      await page.goto('/');
      await tabTo(page, '#search-input');
      await page.keyboard.type('gaming');
      await page.locator('#search-results [role=option]').first().waitFor();
      assert.equal(await page.getAttribute('#search-input', 'aria-expanded'), 'true');
      await page.keyboard.press('ArrowDown');
      assert.ok(await page.getAttribute('#search-input', 'aria-activedescendant'), 'the chosen suggestion is announced');
      await enter(page, /\/(product|search)\//);
      none(visitor.offences, 'offences');
    } finally {
      await visitor.close();
    }
  });
}
