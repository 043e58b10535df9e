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
  /** What the page asks for; some issuers give a token for an API only under a scope of that API. */
  readonly scope?: string;
  /** The API that the page asks a token for, where the issuer wants to be told. */
  readonly resource?: string;
}

/** A name of the operator's, with its certificate. */
export interface OwnDomain {
  readonly name: string;
  readonly certificateArn: string;
}

/** What lies before the API and the page. */
export interface Frontage {
  readonly pageDomain: OwnDomain | undefined;
  /** Closes the address that API Gateway gives every API. */
  readonly apiDomain: OwnDomain | undefined;
  /** A web ACL for CloudFront. */
  readonly webAclArn: string | undefined;
  /** Origins that the page may speak to beside its own and the issuer's. */
  readonly signInOrigins: readonly string[];
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
  readonly frontage: Frontage;
  readonly operatorPrincipal: string | undefined;
  /** The name of a policy of the account beyond which no role of the stacks may do anything. */
  readonly permissionsBoundary: string | undefined;
  /** Whether a new version of the API's function takes over bit by bit. */
  readonly isGradual: boolean;
  /** A repository of GitHub, `owner/name`, whose workflow may deploy the stage. */
  readonly pipelineRepository: string | undefined;
  readonly mail: MailSender | undefined;
  /** A vault elsewhere, to which each backup is copied. */
  readonly backupCopyVaultArn: string | undefined;
  /** What of AWS's own audit is made along with the stack. */
  readonly audit: readonly AuditPart[];
  /** What is watched beyond what breaks. */
  readonly watch: readonly WatchPart[];
  /** What a month may cost, in US dollars; undefined: nobody is warned. */
  readonly monthlyBudget: number | undefined;
  /** How many questions may be answered at once, kept free for them beside all other functions of the account. */
  readonly apiConcurrency: number | undefined;
  /** Whether a web ACL is made for the page, in a stack of its own. */
  readonly edge: boolean;
  /** How long it is kept who read what. */
  readonly readLogRetention: RetentionDays;
}

/** From whom the pool's invitations come; undefined: from Cognito, some fifty a day. */
export interface MailSender {
  /** An address that SES has verified. */
  readonly from: string;
  readonly region: string;
}

const auditParts = ['trail', 'analyzer'] as const;
export type AuditPart = (typeof auditParts)[number];

const watchParts = ['levels', 'heartbeat'] as const;
export type WatchPart = (typeof watchParts)[number];

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
/** Lambda takes 4 KB of names and values; addresses of queues and tables and the rest need their part of it, at most. */
export const senderBytes = 4_096 - 2_000;
/** As long as a table can be restored to any second. */
export const backupRetention = Duration.days(35);
/** Elsewhere, for what is noticed late. */
export const copiedBackupRetention = Duration.days(365);
/** Within it a vault's lock can still be taken back. */
export const backupLockGrace = Duration.days(3);
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
/** Of all routes together, whoever asks. No route has more than a third of it, so that a flood on one leaves room for the others. */
export const apiRateLimitPerSecond = 1_500;
export const apiBurstLimit = 3_000;
/** Desks of a country look up 320 households a second in their busiest hour (`npm run country`). */
export const deskRateLimitPerSecond = 500;
export const deskBurstLimit = 1_000;
/** Pages of a country's 2,351 centres ask again every quarter of a minute. */
export const pageRateLimitPerSecond = 250;
export const pageBurstLimit = 500;
/** What has no route is asked by mistake or by nobody honest. */
export const unroutedRateLimitPerSecond = 10;
export const unroutedBurstLimit = 20;
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
    pageOrigins: readOrigins(node, 'pageOrigins'),
    alarms: readAlarmTarget(node),
    frontage: readFrontage(node),
    operatorPrincipal: readText(node, 'operatorPrincipal'),
    permissionsBoundary: readText(node, 'permissionsBoundary'),
    mail: readMail(node),
    isGradual: readRollout(node) === 'gradual',
    pipelineRepository: readRepository(node),
    backupCopyVaultArn: readText(node, 'backupCopyVaultArn'),
    audit: readParts(node, 'audit', auditParts),
    watch: readParts(node, 'watch', watchParts),
    monthlyBudget: readBudget(node),
    apiConcurrency: readCount(node, 'apiConcurrency'),
    edge: readText(node, 'edge') === 'true',
    readLogRetention: readRetention(node),
  };
}

/** In `dev` everything is new at once. Errors: a rollout that is not known stops the synthesis. */
function readRollout(node: Node): 'gradual' | 'at-once' {
  const rollout = readText(node, 'rollout') ?? (stageOf(node) === 'prod' ? 'gradual' : 'at-once');
  if (rollout === 'gradual' || rollout === 'at-once') return rollout;
  throw new Error(`Context "rollout" must be gradual or at-once, not "${rollout}"`);
}

/** Errors: a repository without its owner stops the synthesis. */
function readRepository(node: Node): string | undefined {
  const repository = readText(node, 'pipelineRepository');
  if (repository === undefined || /^[\w.-]+\/[\w.-]+$/.test(repository)) return repository;
  throw new Error(`Context "pipelineRepository" must be owner/name, not "${repository}"`);
}

function readMail(node: Node): MailSender | undefined {
  const [from, region] = [readText(node, 'mailFrom'), readText(node, 'mailRegion')];
  if (from === undefined && region === undefined) return undefined;
  if (from !== undefined && region !== undefined) return { from, region };
  throw new Error('Context "mailFrom" and "mailRegion" are given together or not at all');
}

/** Errors: a part that is not known stops the synthesis. */
function readParts<Part extends string>(node: Node, name: string, parts: readonly Part[]): readonly Part[] {
  return readList(node, name).map((given) => {
    const part = parts.find((known) => known === given);
    if (part !== undefined) return part;
    throw new Error(`Context "${name}" must list parts of ${parts.join(', ')}, not "${given}"`);
  });
}

/** Errors: a budget that nobody is told of stops the synthesis. */
function readBudget(node: Node): number | undefined {
  const budget = readCount(node, 'monthlyBudget');
  if (budget !== undefined && readList(node, 'alarmMail').length === 0)
    throw new Error('Context "monthlyBudget" warns by mail: name who gets it as "alarmMail"');
  return budget;
}

/** Errors: what is no whole number above zero stops the synthesis. */
function readCount(node: Node, name: string): number | undefined {
  const given: unknown = node.tryGetContext(name);
  if (given === undefined || given === '') return undefined;
  const count = Number(given);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Error(`Context "${name}" must be a whole number above zero, not ${JSON.stringify(given)}`);
}

function readFrontage(node: Node): Frontage {
  return {
    pageDomain: readDomain(node, 'pageDomain', 'pageCertificateArn'),
    apiDomain: readDomain(node, 'apiDomain', 'apiCertificateArn'),
    webAclArn: readText(node, 'webAclArn'),
    signInOrigins: readOrigins(node, 'signInOrigins'),
  };
}

/** Errors: a domain without its certificate stops the synthesis. */
function readDomain(node: Node, domain: string, certificate: string): OwnDomain | undefined {
  const [name, certificateArn] = [readText(node, domain), readText(node, certificate)];
  if (name === undefined && certificateArn === undefined) return undefined;
  if (name !== undefined && certificateArn !== undefined) return { name, certificateArn };
  throw new Error(`Context "${domain}" and "${certificate}" are given together or not at all`);
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

/** An account, a role or a user. That it exists only AWS can tell, which else refuses the whole deployment. */
const principalForm = /^arn:aws[a-z-]*:iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)$/;

/** An object in cdk.json, or its text on the command line. */
function readSenders(node: Node): readonly Sender[] {
  const given: unknown = node.tryGetContext('senders') ?? {};
  const senders: unknown = typeof given === 'string' ? JSON.parse(given) : given;
  return Object.entries(senders as object).map(([source, sender]): Sender => {
    const { principal, queues } = sender as { readonly principal?: unknown; readonly queues?: unknown };
    const known = queueNames.filter((name) => Array.isArray(queues) && queues.includes(name));
    if (
      typeof principal !== 'string' ||
      !principalForm.test(principal) ||
      known.length === 0 ||
      known.length !== (queues as []).length
    ) {
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
    ...textOf('scope', readText(node, 'oidcScope')),
    ...textOf('resource', readText(node, 'oidcResource')),
  };
}

/** Errors: an origin that is none, such as one with a path, stops the synthesis. */
function readOrigins(node: Node, name: string): readonly string[] {
  const origins = readList(node, name);
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(`Context "${name}" must list origins such as https://relief.example, not "${origin}"`);
    }
  }
  return origins;
}

function readZone(node: Node): string {
  const zone = readText(node, 'zone') ?? defaultZone;
  if (isZone(zone)) return zone;
  throw new Error(`Context "zone" must be a time zone such as ${defaultZone}, not ${JSON.stringify(zone)}`);
}

const textOf = (name: string, value: string | undefined): { readonly [name: string]: string } =>
  value === undefined ? {} : { [name]: value };

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
