/** The order in which the test files start: two that take minutes would else be left to the end, one worker idle. */
import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take longest, and what their projects hold beside them; `unit` comes last, in the smallest pieces. Two that
 * mostly wait begin with two that mostly compute.
 */
const longest = [
  'tour',
  'queue-poller',
  'page',
  'round-trip',
  'simulation',
  'acceptance-race',
  'roles',
  'accessibility',
  'day',
  'every-row',
  'work-lists',
  'mutants',
].map((name) => `${name}.test.ts`);
const projects = ['page', 'flows', 'simulation', 'engine', 'stacks', 'unit'];

const rank = ({ moduleId, project }: TestSpecification): number => {
  const place = longest.indexOf(basename(moduleId));
  if (place !== -1 && project.name !== 'unit') return place;
  return longest.length + projects.indexOf(project.name);
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
