import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../infra/project-root.ts';
import { idleMonth, scales } from '../../tools/bench/cost.ts';
import { idleResourcesOf, pricesOfTypes } from '../../tools/bench/idle-resources.ts';
import { prices } from '../../tools/bench/prices.ts';
import { type Resource, stacksOf } from './synthesized.ts';

describe('what the stacks cost', () => {
  const { state, workflow } = stacksOf();
  const resources = [state, workflow].flatMap(
    (template) => Object.values(template.toJSON()['Resources'] ?? {}) as Resource[],
  );

  it('is known of everything that they make', () => {
    const unknown = resources.map(({ Type }) => Type).filter((type) => pricesOfTypes[type] === undefined);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('is nothing for keys of their own, a dollar a month each', () => {
    expect(resources.filter(({ Type }) => Type.startsWith('AWS::KMS::'))).toEqual([]);
  });

  const parts = idleResourcesOf({
    resources: (type) =>
      resources
        .filter(({ Type }) => Type === type)
        .map(({ Properties }) => ({ stackName: '', logicalId: '', type, properties: Properties as never })),
  });

  it('in a month without a round is eight dollars at most, for a city', () => {
    expect(idleMonth(parts, scales[0]?.households ?? 0).total).toBeLessThanOrEqual(8);
  });

  it('while nothing happens is what the runbook says, part by part', () => {
    const runbook = readFileSync(join(projectRoot, 'docs', 'runbook.md'), 'utf8');
    const said =
      /about (\d+) USD a month: (\d+) alarm metrics at ([\d.]+), an alarm on alarms at ([\d.]+), a dashboard at ([\d.]+)[\s\S]*?the polling of (\d+) queues at ([\d.]+) each[\s\S]*?a secret at ([\d.]+) /.exec(
        runbook,
      ) ?? [];
    const [
      ,
      total = 0,
      alarms = 0,
      alarm = 0,
      composite = 0,
      dashboard = 0,
      queues = 0,
      queue = 0,
      secret = 0,
    ] = said.map(Number);
    expect({ alarms, queues, dashboards: 1 }).toEqual({
      alarms: parts.alarmMetrics,
      queues: parts.polledQueues,
      dashboards: parts.dashboards,
    });
    const each = [
      prices.alarmMetricMonth,
      prices.compositeAlarmMonth,
      prices.dashboardMonth,
      prices.secretMonth,
    ];
    expect([alarm, composite, dashboard, secret]).toEqual(each.map(({ dollars }) => dollars));
    expect(parts.secrets).toBe(1);
    expect(parts.compositeAlarms).toBe(1);
    // Lambda asks a queue fifteen times a minute: five pollers wait twenty seconds each.
    expect(queue).toBeCloseTo(15 * 60 * 730 * prices.queueRequest.dollars, 2);
    // An account's first three dashboards are free.
    expect(total).toBe(Math.round(alarms * alarm + composite + queues * queue + secret));
  });
});
