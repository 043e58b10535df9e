/** Python for tests: the machine's own, else the interpreter that comes with npm. */
import { spawnSync } from 'node:child_process';
import { isAbsolute, relative } from 'node:path';
import { loadPyodide, type PyodideAPI } from 'pyodide';
import { isOnPath } from './path.ts';

export interface PythonRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a Python file to its end, as `python3 file …args` does. */
export async function runPython(file: string, ...args: readonly string[]): Promise<PythonRun> {
  if (isOnPath('python3')) return spawnSync('python3', [file, ...args], { encoding: 'utf8' });
  return runPackagedPython(file, ...args);
}

let loading: Promise<PyodideAPI> | undefined;

/** Runs a Python file in WebAssembly, from the working directory and on the files of this machine. */
export async function runPackagedPython(file: string, ...args: readonly string[]): Promise<PythonRun> {
  loading ??= loadPyodide();
  const python = await loading;
  mountFiles(python);
  const stdout: string[] = [];
  const stderr: string[] = [];
  python.setStdout({ batched: (line) => stdout.push(`${line}\n`) });
  python.setStderr({ batched: (line) => stderr.push(`${line}\n`) });
  const argv = [file, ...args].map((arg) => (isAbsolute(arg) ? relative(process.cwd(), arg) : arg));
  const status: number = python.runPython(runAsMain, {
    globals: python.toPy({ cwd: `${mount}${process.cwd()}`, argv }),
  });
  return { status, stdout: stdout.join(''), stderr: stderr.join('') };
}

const mount = '/mnt';

/** The root of this machine, once, where the interpreter has a place for it; relative paths are the same in both. */
function mountFiles(python: PyodideAPI): void {
  if (python.FS.analyzePath(`${mount}${process.cwd()}`).exists) return;
  python.mountNodeFS(mount, '/');
}

const runAsMain = `
import os, runpy, sys, traceback

def run():
    os.chdir(cwd)
    sys.argv = list(argv)
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0

run()
`;
