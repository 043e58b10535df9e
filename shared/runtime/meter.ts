/** What the functions measure. Source: CloudWatch embedded metric format, by Powertools. */

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Outcome } from '../domain/outcome.ts';
import { isAnomaliesSubject } from '../ledger/keys.ts';
import type { Write } from '../ledger/writes.ts';
import { metricNamespaceFromEnvironment } from './environment.ts';
import { everyFunction, metricNames, reasonDimension } from './environment-names.ts';

/**
 * Counts what a function does, under its name as the dimension `service`, or that of all functions.
 *
 * Guarantees: what was counted is in the log when {@link Meter.publish} has returned.
 */
export class Meter {
  readonly #metrics = new Metrics({ namespace: metricNamespaceFromEnvironment() });
  /** Of all functions together. */
  readonly #ofAll = new Metrics({
    namespace: metricNamespaceFromEnvironment(),
    serviceName: everyFunction,
  });

  /** What became of events, receipts and payments. */
  outcomes(outcomes: readonly Outcome[]): void {
    for (const [status, rows] of Map.groupBy(outcomes, ({ status }) => status))
      this.#count(metricNames[status], rows.length);
    const rejected = outcomes.flatMap(({ status, reason }) => (status === 'rejected' ? (reason ?? []) : []));
    for (const [reason, rows] of Map.groupBy(rejected, (reason) => reason)) {
      // A line of its own: what else was counted belongs to no reason.
      const rejection = this.#metrics.singleMetric();
      rejection.addDimension(reasonDimension, reason);
      rejection.addMetric(metricNames.rejectedByReason, MetricUnit.Count, rows.length);
    }
  }

  /** What one transaction wrote. */
  committed(writes: readonly Write[]): void {
    const entries = writes.flatMap((write) => (write.kind === 'append' ? [write.record] : []));
    for (const { group } of entries) {
      if (Array.isArray(group)) this.#count(metricNames.groupSize, group.length);
    }
    // The entries of a group share their two times, or nearly.
    const times = new Map(
      entries.flatMap(({ at, occurredAt }) =>
        typeof at === 'string' && typeof occurredAt === 'string' && occurredAt !== ''
          ? [[`${at} ${occurredAt}`, [at, occurredAt] as const]]
          : [],
      ),
    );
    // Of a group the one that waited longest; a sender's clock may be ahead of ours.
    if (times.size > 0) {
      const lagsMs = [...times.values()].map(([at, occurredAt]) => Date.parse(at) - Date.parse(occurredAt));
      this.#metrics.addMetric(metricNames.lag, MetricUnit.Milliseconds, Math.max(0, ...lagsMs));
    }
    const added = writes.filter(({ kind }) => kind === 'hold').length;
    const settled = writes.filter(({ kind }) => kind === 'settle').length;
    this.#countOfAll(metricNames.heldGrowth, added - settled);
    this.#countOfAll(metricNames.anomalies, writes.filter(isAnomaly).length);
  }

  /** Write units that DynamoDB charged. */
  writeUnits(units: number): void {
    this.#count(metricNames.writeUnits, units);
  }

  /** Chains in a day's seal. */
  sealed(books: number): void {
    this.#metrics.addMetric(metricNames.booksSealed, MetricUnit.Count, books);
  }

  /** Complaints that wait for an answer longer than they should. */
  overdueComplaints(complaints: number): void {
    this.#metrics.addMetric(metricNames.overdueComplaints, MetricUnit.Count, complaints);
  }

  /** Items altered or removed behind the books. */
  tampered(items: number): void {
    this.#countOfAll(metricNames.tampering, items);
  }

  /** Parts of a batch that could not be finished, and come again. */
  returned(parts: number): void {
    this.#count(metricNames.returned, parts);
  }

  publish(): void {
    for (const metrics of [this.#metrics, this.#ofAll])
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }

  /** Nothing is no value: a metric without data costs nothing. */
  #count(name: string, value: number): void {
    if (value > 0) this.#metrics.addMetric(name, MetricUnit.Count, value);
  }

  #countOfAll(name: string, value: number): void {
    if (value !== 0) this.#ofAll.addMetric(name, MetricUnit.Count, value);
  }
}

const isAnomaly = (write: Write): boolean => write.kind === 'append' && isAnomaliesSubject(write.key.subject);
