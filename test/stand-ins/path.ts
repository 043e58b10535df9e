/** Programs that the docs call and a machine may lack, and what takes their place in tests. */
import { accessSync, constants, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const standIns = ['curl', 'python3'] as const;

export function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Puts a stand-in into `directory` for each program that this machine lacks. */
export function addStandIns(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const program of standIns)
    if (!isOnPath(program)) symlinkSync(join(import.meta.dirname, `${program}.ts`), join(directory, program));
}
