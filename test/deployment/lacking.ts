/** A template without what an AWS-compatible server does not know. */

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
}

export interface Template {
  readonly Resources: { readonly [logicalId: string]: Resource };
}

/**
 * Takes resources out, and every property that refers to one of them.
 *
 * Shape: `lacking` names types, or a type by one of its properties: `AWS::CloudWatch::Alarm.Metrics` is every alarm
 * on more than one metric.
 */
export function templateWithout(template: Template, lacking: readonly string[]): Template {
  const removed = new Set(
    Object.entries(template.Resources)
      .filter(([, resource]) => lacking.some((name) => isMeant(resource, name)))
      .map(([logicalId]) => logicalId),
  );
  const kept = Object.entries(template.Resources).filter(([logicalId]) => !removed.has(logicalId));
  return without({ ...template, Resources: Object.fromEntries(kept) }, removed) as Template;
}

function isMeant({ Type, Properties = {} }: Resource, name: string): boolean {
  const [type, property] = name.split('.');
  return Type === type && (property === undefined || property in Properties);
}

function without(value: unknown, removed: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !refersTo(item, removed)).map((item) => without(item, removed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !refersTo(item, removed))
      .map(([name, item]) => [name, without(item, removed)]),
  );
}

/** By `Ref` or `Fn::GetAtt`, or, in a list of dependencies, by its bare logical id. */
function refersTo(value: unknown, removed: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return removed.has(value);
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return removed.has(Ref ?? attribute?.[0] ?? '');
}
