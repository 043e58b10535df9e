/** The function behind the daily schedule. */
import type { Logger } from '@aws-lambda-powertools/logger';
import { type SealingDependencies, sealBooks } from '../../shared/audit/seal-day.ts';
import { dependencyOn } from '../../shared/domain/outcome.ts';
import { requestRetries } from '../../shared/posting/held-retries.ts';
import type { RetryRequests } from '../../shared/posting/ports.ts';
import type { Meter } from '../../shared/runtime/meter.ts';
import { Store } from '../../shared/store/store.ts';

export interface DailySealDependencies extends SealingDependencies {
  readonly logger: Pick<Logger, 'info' | 'error'>;
  readonly meter: Pick<Meter, 'sealed' | 'tampered'>;
  readonly retryRequests: RetryRequests;
}

/** Guarantees: counts a seal only when the day is sealed, and tampering whenever it is found, so that both alarms can trust it. */
export const dailySeal =
  ({ logger, meter, retryRequests, ...parts }: DailySealDependencies) =>
  async (): Promise<{ readonly date: string; readonly findings: number }> => {
    const { seal, isNew, findings } = await sealBooks(parts);
    const { date, digest, books, entries } = seal;
    for (const finding of findings) logger.error('an entry is not as it was booked', { ...finding });
    meter.tampered(findings.length);
    logger.info(isNew ? 'the day is sealed' : 'the day was sealed before', { date, digest, books, entries });
    meter.sealed(books);
    // An audit may have been opened on a seal that was not there yet.
    await requestRetries(new Store(parts.tables), retryRequests, [dependencyOn.seal(date)]);
    return { date, findings: findings.length };
  };
