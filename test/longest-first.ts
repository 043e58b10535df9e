/** The order in which the test files start: project after project, and of each what takes longest, lest it be left to the end. */
import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Those projects that have their turn together (`vitest.config.ts`), in their order: a worker that goes on with a file of
 * another project starts anew, and loads all of it again.
 */
const projects = ['simulation', 'engine', 'stacks', 'unit'];

/** Files that take longest, of any project. The first of the page have systems of their own, while the round is played. */
const longest = [
  'tour',
  'day',
  'mishaps',
  'page',
  'round-trip',
  'simulation',
  'acceptance-race',
  'roles',
  'accessibility',
  'every-row',
  'work-lists',
  'mutants',
].map((name) => `${name}.test.ts`);

const orderOf = ({ project }: TestSpecification): number => projects.indexOf(project.name);

const rankOf = ({ moduleId }: TestSpecification): number => {
  const place = longest.indexOf(basename(moduleId));
  return place === -1 ? longest.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => orderOf(one) - orderOf(other) || rankOf(one) - rankOf(other));
  }
}
