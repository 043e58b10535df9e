/** The seals of a system: read for a check, or made by hand. */

import { DamagedArchiveError } from '../../shared/audit/archive/seal-archive.ts';
import { sealArchiveAt } from '../../shared/audit/archive/seal-archive-address.ts';
import { type Sealing, sealBooks } from '../../shared/audit/seal-day.ts';
import { nothingSealed, type SealedBooks } from '../../shared/audit/sealed-books.ts';
import { dependencyOn } from '../../shared/domain/outcome.ts';
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import { requestRetries } from '../../shared/posting/held-retries.ts';
import { RetryQueues } from '../../shared/runtime/retry-requests.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { CliError } from './cli-error.ts';
import type { SystemOutputs } from './outputs.ts';
import { sqsClient } from './queue-sender.ts';
import { dynamoDbClient } from './tables.ts';
import { upkeep } from './words/upkeep.ts';

/** What was sealed of a system's books; nothing if it has no archive. Errors: a `CliError` for a damaged one. */
export async function sealedBooksOf({ sealArchive }: SystemOutputs): Promise<SealedBooks> {
  if (sealArchive === undefined) return nothingSealed;
  return sealArchiveAt(sealArchive).sealedBooks().catch(throwDamage);
}

/** Seals the day, as the system's own function does; in its zone, unless another is named. */
export async function sealNow(system: SystemOutputs, named?: string): Promise<Sealing> {
  const { sealArchive, tables } = system;
  const zone = named ?? system.zone ?? defaultZone;
  if (sealArchive === undefined) throw new CliError(upkeep('seal.noArchive'));
  const client = dynamoDbClient(system);
  const queues = sqsClient(system);
  try {
    const read = new Tables(client, tables);
    const sealing = await sealBooks({
      tables: read,
      archive: sealArchiveAt(sealArchive),
      now: () => new Date().toISOString(),
      zone,
    }).catch(throwDamage);
    const retryRequests = new RetryQueues(
      () => queues,
      (queue) => system.queues[queue],
    );
    await requestRetries(new Store(read), retryRequests, [dependencyOn.seal(sealing.seal.date)]);
    return sealing;
  } finally {
    client.destroy();
    queues.destroy();
  }
}

function throwDamage(error: unknown): never {
  if (error instanceof DamagedArchiveError)
    throw new CliError(upkeep('verify.damaged', { why: error.message }), 1, { cause: error });
  throw error;
}
