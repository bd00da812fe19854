// What the server sends for every page in each language: valid HTML that is not too heavy.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { fileName } from './audits.mjs';
import { limitsOf } from './budgets.mjs';
import { distinct, languages, spoken } from './crowd.mjs';
import { check, none } from './report.mjs';

const run = promisify(execFile);
const artifacts = new URL('./artifacts/', import.meta.url).pathname;

/** The body of a page as it travels. */
function fetchCompressed(url, cookies = []) {
  const headers = { 'Accept-Encoding': 'br', Cookie: cookies.map((c) => `${c.name}=${c.value}`).join('; ') };
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part)).once('error', reject);
      response.once('end', () => {
        if (response.headers['content-encoding'] === 'br') resolve(Buffer.concat(parts));
        else reject(new Error(`${url} is not compressed`));
      });
    }).once('error', reject);
  });
}

/** Saves the HTML of every page in every language, for validate, and weighs it. */
export async function saveDocuments(market, groups) {
  mkdirSync(`${artifacts}html`, { recursive: true });
  for (const { folder, pages, cookies } of groups) {
    await check(`size of every document: ${folder}`, async () => {
      const heavy = [];
      for (const [name, path] of distinct(pages)) {
        const { Document: most } = limitsOf(folder, path);
        for (const language of languages) {
          const body = await fetchCompressed(market.url + encodeURI(spoken(path, language)), cookies);
          writeFileSync(`${artifacts}html/${folder}-${fileName(name)}-${language}.html`, brotliDecompressSync(body));
          if (body.length > most) heavy.push(`${name}, ${language}: ${body.length} bytes, at most ${most}`);
        }
      }
      none(heavy, 'documents too heavy');
    });
  }
}

/** Validates every saved page in one go; warnings count. */
export async function validate() {
  await check('HTML of every page is valid in each language', async () => {
    const jar = new URL('./node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url).pathname;
    try {
      await run('java', ['-Xss4m', '-jar', jar, '--stdout', '--format', 'gnu', '--Werror', `${artifacts}html/`], { maxBuffer: 1 << 24 });
    } catch (error) {
      if (!error.stdout) throw error;
      none(error.stdout.trim().split('\n').map((l) => l.replace(/^"?.*\/html\//, '')), 'messages of the validator');
    }
  });
}
