import type { TemplateResource, Templates } from './templates.ts';

/**
 * Short names for resources that the stack names in its outputs: `QueuePolicyOrders` gives `policy-orders`.
 *
 * Shape: keyed by stack and logical id, as `resourceKey` writes it.
 */
export function namesFromOutputs(
  templates: Templates,
  prefix: 'Queue' | 'Table',
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, stackName, value } of templates.outputs()) {
    const target = templates.target(stackName, value);
    if (name.startsWith(prefix) && target !== undefined) {
      names.set(resourceKey(target), kebab(name.slice(prefix.length)));
    }
  }
  return names;
}

/** Behind the name of what is made of the templates: stages that share a server have nothing in common there. */
export function stageSuffix(templates: Templates): string {
  const stage = templates.output('Stage') ?? 'dev';
  return stage === 'dev' ? '' : `-${stage}`;
}

export function resourceKey(resource: Pick<TemplateResource, 'stackName' | 'logicalId'>): string {
  return `${resource.stackName}/${resource.logicalId}`;
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
