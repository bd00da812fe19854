// Two ways to use a page: with the keyboard alone, and without scripts. Both know the same moves, so
// that one story is told with either: go, type, choose, pick, attach, press, follow, sees.

import { tabTo } from './keyboard.mjs';
import { submit } from './visitor.mjs';

const most = 40;
const valueOf = (page) => page.evaluate(() => document.activeElement.value);

/** Presses a key until what has the focus has a value. */
async function turn(page, key, done) {
  for (let n = 0; n < most; n += 1) {
    if (done(await valueOf(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never comes to the value`);
}

const shared = (page) => ({
  /** Waits until something is shown. */
  sees: (selector) => page.locator(selector).filter({ visible: true }).first().waitFor(),
});

/** Has no mouse: every element is reached by Tab, which checks its focus on the way. */
export function keyboardHand({ page }) {
  return {
    ...shared(page),
    async go(path) {
      await page.goto(path);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter'); // skips to the content
    },
    async type(name, text) {
      await tabTo(page, `main [name="${name}"]`);
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
    },
    /** Chooses one of some radio buttons. */
    async choose(name, value) {
      await tabTo(page, `main [name="${name}"]`);
      await page.keyboard.press('Space');
      await turn(page, 'ArrowDown', (now) => now === value);
    },
    /** Chooses the first value of a list that is one. */
    async pick(name) {
      await tabTo(page, `main select[name="${name}"]`);
      await turn(page, 'ArrowDown', Boolean);
    },
    async attach(name, file) {
      await tabTo(page, `main [name="${name}"]`);
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
      await chooser.setFiles(file);
    },
    async press(selector) {
      await tabTo(page, selector);
      await page.keyboard.press('Enter');
    },
    async follow(selector, address) {
      await tabTo(page, selector);
      await Promise.all([page.waitForURL(address), page.keyboard.press('Enter')]);
    },
  };
}

/** Has a mouse and no scripts: every press is a link or a form that is sent. */
export function plainHand({ page }) {
  return {
    ...shared(page),
    go: (path) => page.goto(path),
    type: (name, text) => page.fill(`main [name="${name}"]`, text),
    choose: (name, value) => page.check(`main [name="${name}"][value="${value}"]`),
    pick: (name) => page.selectOption(`main select[name="${name}"]`, { index: 1 }),
    attach: (name, file) => page.setInputFiles(`main [name="${name}"]`, file),
    press: (selector) => submit(page, page.locator(selector).filter({ visible: true }).first()),
    follow: (selector, address) => Promise.all([page.waitForURL(address), page.locator(selector).filter({ visible: true }).first().click()]),
  };
}
