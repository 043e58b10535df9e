import type { LocalFunction } from './local-function.ts';
import { resourceKey } from './output-names.ts';
import { Schedule } from './schedule.ts';
import type { TemplateResource, Templates } from './templates.ts';

/** The schedules of the templates, each with the function that it invokes; `zone` stands in for theirs. */
export function readSchedules(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  log: (line: string) => void,
  zone?: string,
): readonly Schedule[] {
  return templates.resources('AWS::Scheduler::Schedule').flatMap((resource) => {
    const { Target } = resource.properties as { readonly Target: { readonly Arn: object } };
    const named = templates.target(resource.stackName, Target.Arn as TemplateResource['properties']);
    const target = named && functions.get(resourceKey(named));
    if (target === undefined) {
      return [];
    }
    const { ScheduleExpression, ScheduleExpressionTimezone = 'UTC' } = templates.resolved(resource) as {
      readonly ScheduleExpression: string;
      readonly ScheduleExpressionTimezone?: string;
    };
    return [
      new Schedule({
        expression: ScheduleExpression,
        zone: zone ?? ScheduleExpressionTimezone,
        function: target,
        log,
      }),
    ];
  });
}
