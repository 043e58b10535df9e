import { resourceKey } from './output-names.ts';
import type { TemplateResource, Templates } from './templates.ts';

/** The key of the resource that a property points at, as `resourceKey` writes it; empty when it points at none. */
export function targetKey(templates: Templates, resource: TemplateResource, property: string): string {
  const target = templates.target(resource.stackName, resource.properties[property] ?? null);
  return target === undefined ? '' : resourceKey(target);
}
