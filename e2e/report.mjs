// The checks of a run: each is a name and a function that throws when something is wrong.

let passed = 0;
const failures = [];
let only = /./;

/** Runs only checks whose name matches. */
export function filter(pattern) {
  only = new RegExp(pattern);
}

/** Whether a check of that name runs. */
export const wanted = (name) => only.test(name);

/** Runs one check and goes on whatever comes of it; answers whether it passed. */
export async function check(name, run) {
  if (!wanted(name)) return true;
  const began = Date.now();
  try {
    await run();
    passed += 1;
    console.log(`ok   ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}\n${String(error.stack ?? error).replace(/^/gm, '     ')}`);
    return false;
  }
}

/** Prints what failed and the closing line; answers the exit code. */
export function close() {
  for (const name of failures) console.log(`failed: ${name}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
}

/** Throws one error that lists every offence. */
export function none(offences, what) {
  if (offences.length > 0) throw new Error(`${offences.length} ${what}:\n${offences.join('\n')}`);
}
