import type { LocalFunction } from './local-function.ts';
import { targetKey } from './resource-targets.ts';
import type { Templates } from './templates.ts';

/** A function and the queue or stream whose messages it takes. */
export interface EventSource<Properties> {
  /** The queue or table, as `resourceKey` writes it. */
  readonly sourceKey: string;
  readonly target: LocalFunction;
  readonly properties: { readonly EventSourceArn: string; readonly BatchSize?: number } & Properties;
}

/** Reads the event source mappings whose source is one of the given resources. */
export function readEventSources<Properties>(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  sourceKeys: ReadonlySet<string>,
): readonly EventSource<Properties>[] {
  return templates.resources('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const sourceKey = targetKey(templates, resource, 'EventSourceArn');
    const target = functions.get(targetKey(templates, resource, 'FunctionName'));
    if (target === undefined || !sourceKeys.has(sourceKey)) {
      return [];
    }
    const properties = templates.resolved(resource) as unknown as EventSource<Properties>['properties'];
    return [{ sourceKey, target, properties }];
  });
}
