/** The facts of an exception as the API tells them. */
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { JsonObject } from '../../shared/domain/canonical.ts';

export const factsOf = (detail: JsonObject): ExceptionAnswer['detail'] =>
  Object.fromEntries(
    Object.entries(detail).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, value]]
        : [],
    ),
  );
