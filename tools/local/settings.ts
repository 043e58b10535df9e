import { resolve } from 'node:path';
import { defaultZone, isZone } from '../../shared/domain/zoned-date.ts';
import { type EngineName, readEngineName } from './engine-name.ts';
import type { TokenIssuer } from './http-authorizer.ts';
import { StartupError } from './startup-error.ts';

/** Keeps nothing: tables and queues live in memory. */
export const inMemory = ':memory:';

/** The settings of any free ports, whatever else runs on this machine. */
export const anyPorts = { API_PORT: '0', SQS_PORT: '0', DYNAMODB_PORT: '0' };

/** Where the local system listens and keeps its data; a port of 0 is any free one. */
export interface LocalSettings {
  readonly apiPort: number;
  readonly sqsPort: number;
  readonly dynamoDbPort: number;
  /** A directory, or `:memory:`. */
  readonly dataDir: string;
  /** A DynamoDB server that is already running; none is started then. */
  readonly dynamoDbEndpoint?: string;
  /** The embedded DynamoDB server; without it the one that is installed for this machine. */
  readonly dynamoDbEngine?: EngineName;
  /** An SQS server that is already running; none is started then. */
  readonly sqsEndpoint?: string;
  /** How many containers of functions are kept; by default so few that the system stays small. */
  readonly maxContainers?: number;
  /** The issuer whose tokens the API accepts; without one, everyone who reaches the API reads as a coordinator. */
  readonly issuer?: TokenIssuer;
  /** Whose calendar the days of the books are of; without one, the stack's. */
  readonly zone?: string;
  /** Whether what is scheduled, such as the day's seal, is done when its time comes. @default true */
  readonly keepsSchedules?: boolean;
}

/**
 * Reads API_PORT, SQS_PORT, DYNAMODB_PORT, DATA_DIR, DYNAMODB_ENDPOINT, DYNAMODB_ENGINE, SQS_ENDPOINT, CONTAINERS, ZONE,
 * SCHEDULES, OIDC_ISSUER and OIDC_AUDIENCE.
 *
 * Errors: `StartupError` naming the variable.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  projectRoot: string,
): LocalSettings {
  const dynamoDbEngine = readEngineName(environment);
  const settings = {
    apiPort: readPort(environment, 'API_PORT', 3000),
    sqsPort: readPort(environment, 'SQS_PORT', 9324),
    dynamoDbPort: readPort(environment, 'DYNAMODB_PORT', 8000),
    dataDir: readDataDir(environment, projectRoot),
    ...readEndpoint(environment, 'DYNAMODB_ENDPOINT', 'dynamoDbEndpoint'),
    ...(dynamoDbEngine !== undefined && { dynamoDbEngine }),
    ...readEndpoint(environment, 'SQS_ENDPOINT', 'sqsEndpoint'),
    ...readContainers(environment['CONTAINERS']),
    ...readZone(environment['ZONE']),
    ...readSchedules(environment['SCHEDULES']),
    ...readIssuer(environment),
  };
  const ports = [settings.apiPort, settings.sqsPort, settings.dynamoDbPort].filter((port) => port !== 0);
  if (new Set(ports).size !== ports.length) {
    throw new StartupError('API_PORT, SQS_PORT and DYNAMODB_PORT must be three different ports.');
  }
  return settings;
}

function readPort(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  standard: number,
): number {
  const written = environment[name];
  if (written === undefined || written === '') {
    return standard;
  }
  const port = /^\d{1,5}$/.test(written) ? Number(written) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new StartupError(`${name} must be a port from 0 to 65535, not "${written}".`);
  }
  return port;
}

function readDataDir(environment: Readonly<Record<string, string | undefined>>, projectRoot: string): string {
  const written = environment['DATA_DIR'];
  if (written === inMemory) {
    return inMemory;
  }
  return written === undefined || written === '' ? resolve(projectRoot, '.local', 'data') : resolve(written);
}

function readContainers(written: string | undefined): { readonly maxContainers?: number } {
  if (written === undefined || written === '') return {};
  if (!/^[1-9]\d?$/.test(written))
    throw new StartupError(`CONTAINERS must be a number from 1 to 99, not "${written}".`);
  return { maxContainers: Number(written) };
}

function readZone(written: string | undefined): { readonly zone?: string } {
  if (written === undefined || written === '') return {};
  if (!isZone(written))
    throw new StartupError(`ZONE must be a time zone such as ${defaultZone}, not "${written}".`);
  return { zone: written };
}

function readSchedules(written: string | undefined): { readonly keepsSchedules?: boolean } {
  if (written === undefined || written === '') return {};
  if (written !== 'on' && written !== 'off')
    throw new StartupError(`SCHEDULES must be on or off, not "${written}".`);
  return { keepsSchedules: written === 'on' };
}

function readEndpoint<K extends string>(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  key: K,
): { readonly [P in K]?: string } {
  const written = environment[name];
  if (written === undefined || written === '') {
    return {};
  }
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol)) {
    throw new StartupError(`${name} must be an http or https address, not "${written}".`);
  }
  return { [key]: written.replace(/\/+$/, '') } as { readonly [P in K]?: string };
}

function readIssuer(environment: Readonly<Record<string, string | undefined>>): {
  readonly issuer?: TokenIssuer;
} {
  const { issuerUrl } = readEndpoint(environment, 'OIDC_ISSUER', 'issuerUrl');
  const audience = (environment['OIDC_AUDIENCE'] ?? '').split(',').flatMap((part) => part.trim() || []);
  if ((issuerUrl === undefined) !== (audience.length === 0)) {
    throw new StartupError('Set OIDC_ISSUER and OIDC_AUDIENCE together, or neither.');
  }
  return issuerUrl === undefined ? {} : { issuer: { issuerUrl, audience } };
}
