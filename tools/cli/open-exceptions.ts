/** What was not posted, as far as it is open to whoever asks. */
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { type ExceptionFilter, ForbiddenError, type LedgerClient } from './ledger-client.ts';

/**
 * The exceptions that a filter lets through: of everybody, or, where that is not open to the reader and the filter names no
 * place, of the reader's own locations and payers, of which `onOnly` is told.
 *
 * Errors: a `ForbiddenError` for what is closed to the reader.
 */
export async function* openExceptions(
  api: LedgerClient,
  filter: ExceptionFilter,
  onOnly: (ids: readonly string[]) => void = () => {},
): AsyncGenerator<ExceptionAnswer> {
  try {
    yield* api.exceptions(filter);
  } catch (error) {
    const namesPlace = filter.locationId !== undefined || filter.payerId !== undefined;
    if (!(error instanceof ForbiddenError) || namesPlace) throw error;
    const { locations, payers } = await api.me();
    const own: readonly ExceptionFilter[] = [
      ...locations.map(({ locationId }) => ({ locationId })),
      ...payers.map((payerId) => ({ payerId })),
    ];
    if (own.length === 0) throw error;
    onOnly([...locations.map(({ locationId }) => locationId), ...payers]);
    for (const place of own) yield* api.exceptions({ ...filter, ...place });
  }
}
