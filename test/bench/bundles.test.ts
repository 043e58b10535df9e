import { expect, it } from 'vitest';
import { queueNames } from '../../shared/domain/events.ts';
import { measureBundles } from '../../tools/bench/bundles.ts';
import { projectRoot } from '../flows/desk.ts';

it('each queue has a function whose bundle can be imported, and is measured', async () => {
  const bundles = await measureBundles(projectRoot, 1);
  expect(bundles.map(({ queue }) => queue)).toEqual(queueNames);
  for (const { kilobytes, importMs } of bundles) {
    expect(kilobytes).toBeGreaterThan(1);
    expect(importMs.median).toBeGreaterThan(0);
  }
});
