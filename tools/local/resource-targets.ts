import { resourceKey } from './output-names.ts';
import type { TemplateResource, Templates } from './templates.ts';

/** The key of the resource that a property points at, as `resourceKey` writes it; empty when it points at none. An alias stands for its function. */
export function targetKey(templates: Templates, resource: TemplateResource, property: string): string {
  const target = templates.target(resource.stackName, resource.properties[property] ?? null);
  if (target === undefined) return '';
  const key = resourceKey(target);
  const alias = templates.resources('AWS::Lambda::Alias').find((one) => resourceKey(one) === key);
  return alias === undefined ? key : targetKey(templates, alias, 'FunctionName');
}
