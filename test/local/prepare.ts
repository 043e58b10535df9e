/** Makes once, before the test files that start systems, what each of their first starts would else make for itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesizedAssembly } from '../../tools/local/assembly.ts';
import { frontPage } from '../../tools/local/front-page.ts';
import { projectRoot } from './fixture.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where books of rounds are kept that several files begin with; they last as long as the run. */
    readonly playedRounds: string;
  }
}

export default async function prepare(project: TestProject): Promise<() => void> {
  const playedRounds = mkdtempSync(join(tmpdir(), 'relief-rounds-'));
  project.provide('playedRounds', playedRounds);
  await Promise.all([synthesizedAssembly(projectRoot, () => undefined), frontPage(projectRoot)]);
  return () => rmSync(playedRounds, { recursive: true });
}
