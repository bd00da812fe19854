// Starts the built program on a free port with a demo market of its own, and ends it again.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const startLimit = 120_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Makes an empty PostgreSQL database beside the given one and answers its address. */
function freshDatabase(port) {
  const given = process.env.TEST_DATABASE_URL;
  if (!given) throw new Error('TEST_DATABASE_URL is not set: run through testbed');
  const name = `bazaar_e2e_${port}`;
  const create = `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`;
  execFileSync('psql', [given, '-q', '-v', 'ON_ERROR_STOP=1', '-c', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, '-c', create]);
  const address = new URL(given);
  address.pathname = `/${name}`;
  return address.href;
}

async function answers(url, child) {
  for (const deadline = Date.now() + startLimit; Date.now() < deadline;) {
    if (child.exitCode !== null) return false;
    try {
      const response = await fetch(`${url}/readyz/`);
      if (response.ok) return true;
    } catch { /* not yet */ }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return false;
}

/** Starts a market on 'sqlite' or 'postgres': { url, letters(), stop() }. */
export async function startMarket(engine) {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'bazaar-e2e-'));
  let output = '';
  const environment = {
    PATH: process.env.PATH, HOME: data, DEBUG: 'true', ADDR: '127.0.0.1', PORT: String(port), DATA_DIR: data,
    ...(engine === 'postgres' && { DATABASE_URL: freshDatabase(port) }),
  };
  const child = spawn(join(root, 'bazaar'), ['serve', '--demo'], { cwd: data, env: environment });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { output = (output + text).slice(-20_000); });
  process.on('exit', () => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  if (!await answers(url, child)) {
    child.kill('SIGKILL');
    throw new Error(`the market did not start:\n${output}`);
  }
  return {
    url,
    log: () => output,
    letters: () => (existsSync(join(data, 'mail')) ? readdirSync(join(data, 'mail')).filter((name) => name.endsWith('.eml')).map((name) => join(data, 'mail', name)) : []),
    async stop() {
      const ended = new Promise((resolve) => { child.once('exit', resolve); });
      child.kill('SIGTERM');
      const code = await ended;
      rmSync(data, { recursive: true, force: true });
      if (code !== 0) throw new Error(`the market ended with ${code}:\n${output}`);
    },
  };
}
