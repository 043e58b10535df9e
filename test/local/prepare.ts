/** Makes once, before the test files that start systems, what each of their first starts would else make for itself. */
import { synthesizedAssembly } from '../../tools/local/assembly.ts';
import { frontPage } from '../../tools/local/front-page.ts';
import { projectRoot } from './fixture.ts';

export default async function prepare(): Promise<void> {
  await Promise.all([synthesizedAssembly(projectRoot, () => undefined), frontPage(projectRoot)]);
}
