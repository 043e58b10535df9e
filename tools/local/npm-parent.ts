import { readFileSync } from 'node:fs';

const checkEveryMs = 200;

/**
 * Ends this process at once when the npm that runs it is killed: npm cannot pass that on, and a system that nobody
 * sees would keep the ports and the data. Where there is no /proc, or no npm, nothing is watched.
 */
export function endWithNpm(): void {
  const link = process.env['npm_lifecycle_event'] === undefined ? undefined : findNpm();
  if (link === undefined) {
    return;
  }
  setInterval(() => {
    if (parentOf(link.child) !== link.npm) {
      process.exit(1);
    }
  }, checkEveryMs).unref();
}

/** The npm above this process and its child on the way down: the child gets another parent when npm is gone. */
function findNpm(): { readonly npm: number; readonly child: number } | undefined {
  let child = process.pid;
  for (let npm = parentOf(child); npm !== undefined && npm > 1; npm = parentOf(child)) {
    if (/(?:^|\/)npm(?:-cli\.js)?(?:[\0 ]|$)/.test(readProc(npm, 'cmdline') ?? '')) {
      return { npm, child };
    }
    child = npm;
  }
  return undefined;
}

function parentOf(pid: number): number | undefined {
  // "pid (name) state ppid …", where the name may hold anything, parentheses too.
  const parent = readProc(pid, 'stat')?.split(') ').at(-1)?.split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
