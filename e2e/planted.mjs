// Faults are planted in pages of our own: a check that overlooks one of them is no check.

import assert from 'node:assert/strict';
import { overflow, violations } from './audits.mjs';
import { check } from './report.mjs';
import { keyboardFaults, recorder } from './tabwalk.mjs';
import { openVisitor } from './visitor.mjs';

const page = (body, script = '') => `<!doctype html><html lang="en"><head><title>Planted</title><style>
  :focus-visible { outline: 3px solid } .bar { position: fixed; inset: auto 0 0 0; height: 300px; background: #ddd }
  .ringless { outline: none } .pressed { cursor: pointer } .wide { width: 3000px }</style></head>
  <body><a class="skip" href="#main">Skip</a><main id="main" tabindex="-1"><h1>Planted</h1>${body}</main><script>${script}</script></body></html>`;

const sound = '<p><a href="/">A link</a> <button type="button">A button</button></p>';

/** Each fault with the words of the check that must find it. */
const keyboard = [
  ['nothing', sound, '', null],
  ['no ring', '<a class="ringless" href="/">Bare</a>', '', /no ring around a “Bare”/],
  ['out of reach', '<button tabindex="-1">Far</button><a href="/x">x</a>', '', /Tab does not reach button “Far”/],
  ['no button at all', `${sound}<p class="pressed">Press</p>`, '', /“Press” looks as if/],
  ['under a bar', `${sound}<div style="height: 700px"></div><a href="/low">Low</a><div class="bar"></div>`, '', /“Low” is hidden under div.bar/],
  ['a trap', '<a href="/">First</a><input aria-label="Trap" id="trap"><a href="/x">Never</a>', 'trap.onkeydown = (e) => e.key === "Tab" && e.preventDefault()', /stops the focus is still at <input/],
  ['a fold that stays shut', `${sound}<details><summary>Fold</summary>In</details>`, 'document.querySelector("summary").onclick = (e) => e.preventDefault()', /Enter on “Fold” does not open it/],
  ['a menu without Escape', `${sound}<details class="menu"><summary>Menu</summary><a href="/in">In</a></details>`, '', /Escape does not close the menu “Menu”/],
  ['a dialog that forgets', `<button aria-haspopup="dialog">Ask</button><dialog><button>Yes</button></dialog>${sound}`,
    'document.querySelector("button").onclick = (e) => { e.target.blur(); document.querySelector("dialog").showModal(); document.querySelector("dialog").onclose = () => setTimeout(() => document.activeElement.blur()) }', /Escape does not close the dialog of “Ask”/],
  ['a reference to nothing', `${sound}<button aria-controls="">Void</button>`, '', /aria-controls="" of button/],
  ['a form that the browser refuses', '<form method="post"><input name="must" aria-label="Must" required><button>Go</button></form>', '', /may refuse the form of must/],
  ['no skip link', '<script>document.querySelector(".skip").remove()</script><a href="/">First</a> <a href="/2">Second</a>', '', /does not skip to the content/],
];

/** Every planted fault is found, and a sound page has none. */
export async function plantedFaults(browser, market) {
  await check('planted faults are found', async () => {
    const visitor = await openVisitor(browser, market, { before: recorder });
    try {
      for (const [name, body, script, words] of keyboard) {
        await visitor.page.route('**/planted/', (route) => route.fulfill({ contentType: 'text/html', body: page(body, script) }));
        await visitor.page.goto('/planted/');
        const found = await keyboardFaults(visitor.page);
        await visitor.page.unroute('**/planted/');
        if (words) assert.ok(found.some((f) => words.test(f)), `${name} is overlooked: ${found.join('; ') || 'nothing is found'}`);
        else assert.deepEqual(found, [], 'a sound page has no fault');
      }
      await visitor.page.setContent(page('<p class="wide" style="color: #bbb">Pale</p>'));
      assert.ok((await violations(visitor.page)).some((f) => f.startsWith('color-contrast')), 'a pale text is overlooked');
      assert.ok((await overflow(visitor.page)).length > 0, 'a wide page is overlooked');
    } finally {
      await visitor.close();
    }
  });
}
