/**
 * AWS's public prices on demand in us-east-1, without the free tier; other Regions are up to a third dearer.
 *
 * Each names the page that AWS publishes it on. `seen` is when it was last read and by whom: AWS's own text, or
 * somebody else's account of it; a price that nobody was found to repeat has none, and is as it was known in 2025.
 */
export interface Price {
  /** Units: dollars for one. */
  readonly dollars: number;
  readonly one: string;
  readonly page: string;
  readonly seen?: string;
}

const million = 1_000_000;
const hoursOfMonth = 730;

export const prices = {
  writeUnit: {
    dollars: 0.625 / million,
    one: 'write unit, halved in November 2024',
    page: 'Amazon DynamoDB pricing, on-demand',
    seen: 'July 2025, by others',
  },
  readUnit: {
    dollars: 0.125 / million,
    one: 'read unit, halved in November 2024',
    page: 'Amazon DynamoDB pricing, on-demand',
    seen: 'July 2025, by others',
  },
  storedGigabyteMonth: { dollars: 0.25, one: 'GB and month of a table', page: 'Amazon DynamoDB pricing' },
  backedUpGigabyteMonth: {
    dollars: 0.2,
    one: 'GB and month of continuous backup',
    page: 'Amazon DynamoDB pricing',
  },
  vaultGigabyteMonth: {
    dollars: 0.1,
    one: 'GB and month of a backup in a vault',
    page: 'AWS Backup pricing',
  },
  streamRead: {
    dollars: 0,
    one: 'read of a stream by Lambda',
    page: 'DynamoDB developer guide, “Evaluate your Streams usage”',
    seen: 'by AWS',
  },
  queueRequest: {
    dollars: 0.5 / million,
    one: 'request of a FIFO queue, each 64 KB',
    page: 'Amazon SQS pricing',
    seen: 'June 2026, by others',
  },
  invocation: {
    dollars: 0.2 / million,
    one: 'invocation',
    page: 'AWS Lambda pricing',
    seen: 'May 2026, by others',
  },
  gigabyteSecond: {
    dollars: 0.000_013_333_4,
    one: 'GB and second on arm64',
    page: 'AWS Lambda pricing',
    seen: 'May 2026, by others',
  },
  apiRequest: {
    dollars: 1 / million,
    one: 'request of an HTTP API, each 512 KB',
    page: 'Amazon API Gateway pricing',
    seen: 'by AWS, in a white paper',
  },
  pageRequest: {
    dollars: 0.01 / 10_000,
    one: 'request of CloudFront, HTTPS',
    page: 'Amazon CloudFront pricing',
    seen: 'without a date, by others',
  },
  sentGigabyte: {
    dollars: 0.085,
    one: 'GB from CloudFront to the United States or Europe; 0.12 to Korea',
    page: 'Amazon CloudFront pricing',
    seen: 'by AWS',
  },
  loggedGigabyte: {
    dollars: 0.5,
    one: 'GB of logs taken in',
    page: 'Amazon CloudWatch pricing',
    seen: 'June 2026, by others',
  },
  keptLogGigabyteMonth: { dollars: 0.03, one: 'GB and month of logs', page: 'Amazon CloudWatch pricing' },
  metricMonth: {
    dollars: 0.3,
    one: 'metric and month of a function’s own, by the hour',
    page: 'Amazon CloudWatch pricing',
    seen: 'February 2026, by others',
  },
  alarmMetricMonth: {
    dollars: 0.1,
    one: 'metric and month that an alarm watches',
    page: 'Amazon CloudWatch pricing',
  },
  compositeAlarmMonth: {
    dollars: 0.5,
    one: 'alarm on other alarms, and month',
    page: 'Amazon CloudWatch pricing',
  },
  dashboardMonth: {
    dollars: 3,
    one: 'dashboard and month',
    page: 'Amazon CloudWatch pricing',
    seen: 'June 2026, by others',
  },
  secretMonth: { dollars: 0.4, one: 'secret and month', page: 'AWS Secrets Manager pricing' },
  trace: { dollars: 5 / million, one: 'trace recorded', page: 'AWS X-Ray pricing', seen: 'by AWS' },
  archivedGigabyteMonth: {
    dollars: 0.023,
    one: 'GB and month in a bucket',
    page: 'Amazon S3 pricing',
    seen: 'March 2026, by others',
  },
  putObject: { dollars: 0.005 / 1_000, one: 'object put', page: 'Amazon S3 pricing' },
  keyRequest: { dollars: 0.03 / 10_000, one: 'request of a key', page: 'AWS Key Management Service pricing' },
  scheduledCall: { dollars: 1 / million, one: 'call of the scheduler', page: 'Amazon EventBridge pricing' },
  readerMonth: {
    dollars: 0.015,
    one: 'reader and month beyond 10,000, Essentials',
    page: 'Amazon Cognito pricing',
  },
  smallDatabaseMonth: {
    dollars: 0.13 * hoursOfMonth,
    one: 'db.t4g.medium and its standby, a month',
    page: 'Amazon RDS for PostgreSQL pricing',
    seen: '2026, by others',
  },
  mediumDatabaseMonth: {
    dollars: 0.318 * hoursOfMonth,
    one: 'db.m6g.large and its standby, a month',
    page: 'Amazon RDS for PostgreSQL pricing',
  },
  largeDatabaseMonth: {
    dollars: 0.9 * hoursOfMonth,
    one: 'db.r6g.xlarge and its standby, a month',
    page: 'Amazon RDS for PostgreSQL pricing',
  },
  databaseGigabyteMonth: {
    dollars: 2 * 0.115,
    one: 'GB and month of its disk and the standby’s',
    page: 'Amazon RDS for PostgreSQL pricing',
    seen: 'June 2026, by others',
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
