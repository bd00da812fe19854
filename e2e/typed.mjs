// What people type is text: a payload goes into every field of every form, then every page is
// opened again. A dialog, a script error, a request that leaves the site or a report of the content
// security policy means that some of it was taken for markup.

import { distinct } from './crowd.mjs';
import { check, none } from './report.mjs';
import { openVisitor } from './visitor.mjs';

/** Breaks out of texts, attributes, scripts and addresses, whichever of them it is put into. */
const payload = `jaVasCript:alert(1)//"><img src=x onerror=alert(2)><svg onload=alert(3)></title></textarea><script>alert(4)</script>'-alert(5)-'\${alert(6)}`;

/** Numbers, dates and passwords are left as they are: a browser lets nobody type this there. */
const fields = 'input:not([type]), input[type=text], input[type=search], input[type=tel], input[type=email], input[type=url], textarea';

/** Opens a visitor who remembers what must not happen. */
async function open(browser, market, cookies) {
  const visitor = await openVisitor(browser, market, {});
  if (cookies) await visitor.context.addCookies(cookies);
  // Pictures and looks take time and run nothing.
  await visitor.page.route(/\.(css|svg|webp|png|jpg|woff2)(\?|$)/, (route) => route.abort());
  const ran = [];
  visitor.page.on('dialog', async (dialog) => {
    ran.push(`dialog ${dialog.message()} at ${visitor.page.url()}`);
    await dialog.dismiss();
  });
  const harmful = (offence) => /^(script|left the site|console: content security policy|console: Refused)/.test(offence) || /\/x( |$)/.test(offence);
  return { ...visitor, harm: () => [...ran, ...visitor.offences.filter(harmful)] };
}

/** How many forms of the open page have something to type into. */
const formsOf = (page) => page.evaluate((typed) => [...document.forms].filter((form) => form.querySelector(typed)).length, fields);

/**
 * Fills the form of that number, sends it past the browser's own checks and answers the status.
 * With care, addresses and telephone numbers are such that the server takes the rest.
 */
async function fill(page, number, care) {
  let status = 0;
  const note = (r) => { if (r.request().method() === 'POST' || r.request().isNavigationRequest()) status ||= r.status(); };
  page.on('response', note);
  const arrived = page.waitForEvent('framenavigated', { timeout: 5000 }).catch(() => null);
  const fetched = page.waitForResponse((r) => r.request().resourceType() === 'fetch' && (r.request().method() === 'POST' || r.request().headers()['x-fragment']), { timeout: 5000 }).catch(() => null);
  await page.evaluate(([typed, at, text, valid]) => {
    const form = [...document.forms].filter((f) => f.querySelector(typed))[at];
    form.noValidate = true;
    form.querySelectorAll(typed).forEach((field) => { field.removeAttribute('maxlength'); field.value = text; });
    if (valid) {
      form.querySelectorAll('[type=email], [name=email]').forEach((field) => { field.value = 'typed@example.com'; });
      form.querySelectorAll('[type=tel], [name=phone]').forEach((field) => { field.value = '+7 701 123 45 67'; });
    }
    form.requestSubmit(form.querySelector('button[type=submit]:not([formaction]), button:not([type])') ?? undefined);
  }, [fields, number, payload, care]);
  await Promise.race([arrived, fetched]);
  await page.waitForLoadState('load');
  page.off('response', note);
  return status;
}

/** The addresses of pages; the error pages show nothing of anybody's. */
const addresses = (pages) => distinct(pages).map(([, path]) => path).filter((path) => !path.startsWith('/dev/'));

/** Types the payload wherever the pages of each group allow it, then looks at all of them again. */
export async function typeEverywhere(browser, market, groups) {
  for (const { folder, pages, cookies } of groups) {
    await check(`what is typed is text (${folder})`, async () => {
      const visitor = await open(browser, market, cookies);
      const { page } = visitor;
      const seen = new Set();
      let typed = 0;
      try {
        for (const path of addresses(pages)) {
          await page.goto(path);
          for (let number = await formsOf(page) - 1; number >= 0; number -= 1) {
            const action = await page.evaluate(([all, at]) => {
              const form = [...document.forms].filter((f) => f.querySelector(all))[at];
              return form && `${form.method} ${new URL(form.action).pathname.replace(/^\/(ru|kk)\//, '/')} ${[...form.elements].map((e) => e.name).join(' ')}`;
            }, [fields, number]);
            if (!action || seen.has(action)) continue;
            seen.add(action);
            typed += 1;
            if (await fill(page, number, false) >= 400) {
              await page.goto(path);
              await fill(page, number, true);
            }
            await page.goto(path);
          }
        }
        if (cookies) for (const path of addresses(pages)) await page.goto(path); // nobody keeps what guests type
        for (const path of ['/search/?q=', '/vendors/?q=', '/products/?category=', '/orders/?q=', '/user/sign-in/?next=']) await page.goto(path + encodeURIComponent(payload));
        if (typed === 0) throw new Error('no form was found');
        none(visitor.harm(), 'harm');
      } finally {
        await visitor.close();
      }
    });
  }
}
