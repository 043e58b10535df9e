/** Which table engine is wanted; apart from the engines, whose Node is newer than that of some commands. */
import { StartupError } from './startup-error.ts';

export const engineNames = ['dynoxide', 'portable'] as const;
export type EngineName = (typeof engineNames)[number];

/** Reads DYNAMODB_ENGINE; `undefined` when it names none. Errors: `StartupError` for another name. */
export function readEngineName(
  environment: Readonly<Record<string, string | undefined>>,
): EngineName | undefined {
  const written = environment['DYNAMODB_ENGINE'];
  if (written === undefined || written === '') return undefined;
  const name = engineNames.find((known) => known === written);
  if (name === undefined)
    throw new StartupError(`DYNAMODB_ENGINE must be ${engineNames.join(' or ')}, not "${written}".`);
  return name;
}
