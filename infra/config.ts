import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { type QueueName, queueNames } from '../shared/domain/events.ts';
import { defaultZone, isZone } from '../shared/domain/zoned-date.ts';

/** `prod` protects what it stores; `dev` can be destroyed with one command, and is what nobody has to name. */
export type Stage = 'dev' | 'prod';

/** An issuer of tokens that the operator runs already. */
export interface OidcIssuer {
  readonly issuerUrl: string;
  readonly audience: readonly string[];
  /** The claim of its access tokens that lists the groups of whoever holds one. */
  readonly rolesClaim: string;
}

/** An organisation that sends events, with a role of its own. */
export interface Sender {
  /** The `source` of its events. */
  readonly source: string;
  /** ARN of the account, role or user that may take its role. */
  readonly principal: string;
  readonly queues: readonly QueueName[];
}

export interface StackConfig {
  readonly stage: Stage;
  /** Undefined: the stack makes a Cognito user pool. */
  readonly oidc: OidcIssuer | undefined;
  /** Whose calendar the days of the books are of, as IANA names it. */
  readonly zone: string;
  readonly senders: readonly Sender[];
  /** Origins whose pages may send events, beside the page's own. */
  readonly pageOrigins: readonly string[];
  readonly alarms: AlarmTarget;
  /** How long it is kept who read what. */
  readonly readLogRetention: RetentionDays;
}

/** Whom alarms reach. */
export interface AlarmTarget {
  /** A topic of the operator's; undefined: the stack makes one. */
  readonly topicArn: string | undefined;
  /** Who gets mail from the topic that the stack makes. */
  readonly mail: readonly string[];
}

/** A handler returns well before this, so that Lambda never cuts a commit short. */
export const functionTimeout = Duration.seconds(60);
/** An HTTP API answers after thirty seconds, whether its function has or not. */
export const answerTimeout = Duration.seconds(29);
/** Six function timeouts, as AWS asks for: a throttled batch is not handed out twice. */
export const queueVisibility = Duration.seconds(6 * functionTimeout.toSeconds());
/** Four days of a weekend and its repair, then ten more in the dead-letter queue. */
export const queueRetention = Duration.days(4);
export const deadLetterRetention = Duration.days(14);
/** A fault is tried five times, half an hour in all, before a person is asked. */
export const maxReceiveCount = 5;
export const batchSize = 10;
/** Writers of one table side by side; a FIFO group never has more than one. */
export const maxConcurrency = 20;
/** Reading every chain of a country takes minutes; Lambda allows no more. */
export const sealTimeout = Duration.minutes(15);
/** The day is sealed in its last hour; each further run finds it sealed, or takes up what a fault left. */
export const sealHour = 23;
export const sealMinutes = '0/20';
/** A day, and an hour for each of its two ends: a clock that changes, a run that is slow. */
export const longestWithoutSeal = Duration.hours(26);
/** As long as accounts of public money are kept. */
export const sealRetention = Duration.days(3_653);
/** A desk works off a page of receipts in less; longer, and it hands out by books that are stale. */
export const oldestMessageAge = Duration.minutes(15);
/** A change behind the books that nobody could look into: then somebody has three quarters of a day to fetch it from the stream. */
export const longestInStream = Duration.hours(6);
/** Desks wait for an answer with somebody in front of them. */
export const slowAnswer = Duration.seconds(5);
/** In five minutes. A page whose sign-in ended is refused a few times; this many come from a broken sender or a flood. */
export const manyRefusals = 300;
/** In five minutes. Whoever is turned away tries again, so a few are no harm. */
export const manyTurnedAway = 10;
/** A desk's receipts of a morning: fewer are held whenever a sheet comes before its train, and are settled by noon. */
export const heldGrowthPerHour = 100;
export const hoursOfHeldGrowth = 3;
/** Desks of a country look up 320 households a second in their busiest hour (`npm run country`), and pages are open beside them. */
export const apiRateLimitPerSecond = 500;
export const apiBurstLimit = 1_000;
/** Desks of a country send 2,000 sheets an hour; twenty a second leave room for imports, and none to flood the queues. */
export const intakeRateLimitPerSecond = 20;
export const intakeBurstLimit = 200;

/** Ten thousand households look at their cards within an hour of a handover, and nobody floods what needs no sign-in. */
export const cardRateLimitPerSecond = 20;
export const cardBurstLimit = 100;

/**
 * Reads the app's context.
 *
 * Errors: a stage that is neither `dev` nor `prod`, a zone that IANA does not have, an issuer without its audience, or a sender without principal and
 * queues stops the synthesis.
 */
export function readConfig(node: Node): StackConfig {
  return {
    stage: stageOf(node),
    oidc: readIssuer(node),
    zone: readZone(node),
    senders: readSenders(node),
    pageOrigins: readPageOrigins(node),
    alarms: readAlarmTarget(node),
    readLogRetention: readRetention(node),
  };
}

/** Errors: days that CloudWatch does not offer stop the synthesis. */
function readRetention(node: Node): RetentionDays {
  const days = Number(node.tryGetContext('readLogDays') ?? RetentionDays.THIRTEEN_MONTHS);
  if (days in RetentionDays) return days;
  throw new Error(
    `Context "readLogDays" must be a number of days that CloudWatch keeps logs for, not ${days}`,
  );
}

/** Errors: mail for a topic that is not the stack's own stops the synthesis. */
function readAlarmTarget(node: Node): AlarmTarget {
  const topicArn = readText(node, 'alarmTopicArn');
  const mail = readList(node, 'alarmMail');
  if (topicArn !== undefined && mail.length > 0)
    throw new Error(
      'Context "alarmMail" subscribes to the topic that the stack makes: leave out "alarmTopicArn"',
    );
  return { topicArn, mail };
}

/** Errors: a stage that is neither `dev` nor `prod` stops the synthesis. */
export function stageOf(node: Node): Stage {
  const stage: unknown = node.tryGetContext('stage') ?? 'dev';
  if (stage === 'dev' || stage === 'prod') return stage;
  throw new Error(`Context "stage" must be dev or prod, not ${JSON.stringify(stage)}`);
}

/** An object in cdk.json, or its text on the command line. */
function readSenders(node: Node): readonly Sender[] {
  const given: unknown = node.tryGetContext('senders') ?? {};
  const senders: unknown = typeof given === 'string' ? JSON.parse(given) : given;
  return Object.entries(senders as object).map(([source, sender]): Sender => {
    const { principal, queues } = sender as { readonly principal?: unknown; readonly queues?: unknown };
    const known = queueNames.filter((name) => Array.isArray(queues) && queues.includes(name));
    if (typeof principal !== 'string' || known.length === 0 || known.length !== (queues as []).length) {
      throw new Error(
        `Context "senders" must give "${source}" a principal (an ARN) and queues (of ${queueNames.join(', ')})`,
      );
    }
    return { source, principal, queues: known };
  });
}

function readIssuer(node: Node): OidcIssuer | undefined {
  const issuerUrl = readText(node, 'oidcIssuer');
  const audience = readText(node, 'oidcAudience');
  if (issuerUrl === undefined && audience === undefined) {
    return undefined;
  }
  if (issuerUrl === undefined || audience === undefined) {
    throw new Error('Context "oidcIssuer" and "oidcAudience" are given together or not at all');
  }
  return {
    issuerUrl,
    audience: audience.split(',').map((part) => part.trim()),
    rolesClaim: readText(node, 'oidcRolesClaim') ?? 'groups',
  };
}

/** Errors: an origin that is none, such as one with a path, stops the synthesis. */
function readPageOrigins(node: Node): readonly string[] {
  const origins = readList(node, 'pageOrigins');
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(
        `Context "pageOrigins" must list origins such as https://relief.example, not "${origin}"`,
      );
    }
  }
  return origins;
}

function readZone(node: Node): string {
  const zone = readText(node, 'zone') ?? defaultZone;
  if (isZone(zone)) return zone;
  throw new Error(`Context "zone" must be a time zone such as ${defaultZone}, not ${JSON.stringify(zone)}`);
}

const readList = (node: Node, name: string): readonly string[] =>
  (readText(node, name) ?? '').split(',').flatMap((part) => part.trim() || []);

function readText(node: Node, name: string): string | undefined {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw new Error(`Context "${name}" must be text`);
  }
  return value;
}
