/** What a function's environment says, read once when it starts. */
import type { QueueName } from '../domain/events.ts';
import { cardSources, readSenders, type Senders } from '../posting/senders.ts';
import type { TableNames } from '../store/tables.ts';
import {
  archiveEnvironmentName,
  cardAttemptsEnvironmentName,
  cardSenderEnvironmentName,
  deviceListsEnvironmentName,
  metricNamespace,
  metricNamespaceEnvironmentName,
  pageOriginsEnvironmentName,
  pageUrlEnvironmentName,
  queueEnvironmentNames,
  rolesClaimEnvironmentName,
  sendersEnvironmentName,
  tableEnvironmentNames,
  zoneEnvironmentName,
} from './environment-names.ts';

/** Errors: throws naming the variable that is missing; the function then cannot start, and says so. */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
}

export const tableNamesFromEnvironment = (): TableNames => ({
  households: required(tableEnvironmentNames.households),
  stock: required(tableEnvironmentNames.stock),
  ledgers: required(tableEnvironmentNames.ledgers),
});

/** Errors: throws when the environment does not name the queue, because this function is not meant to send there. */
export const queueUrlFromEnvironment = (queue: QueueName): string => required(queueEnvironmentNames[queue]);

/** The address of the archive of seals. */
export const archiveFromEnvironment = (): string => required(archiveEnvironmentName);

/** Whose calendar the days of the books are of, as IANA names it. */
export const zoneFromEnvironment = (): string => required(zoneEnvironmentName);

/** Where metrics are counted; without a stage, under the system's own name. */
export const metricNamespaceFromEnvironment = (): string =>
  process.env[metricNamespaceEnvironmentName] ?? metricNamespace;

/** Where the lists of devices that coordinators ended are. */
export const deviceListsFromEnvironment = (): string => required(deviceListsEnvironmentName);

/** The table in which attempts at cards are counted. */
export const cardAttemptsFromEnvironment = (): string => required(cardAttemptsEnvironmentName);

/** The address of the page; `undefined` where it is served beside the API. */
export const pageUrlFromEnvironment = (): string | undefined => process.env[pageUrlEnvironmentName];

/** The claim of a reader's token that lists what the reader is. */
export const rolesClaimFromEnvironment = (): string => required(rolesClaimEnvironmentName);

/** The organisations that have a role of their own, and the role that speaks for the holders of cards; none where the stack names none. */
export function sendersFromEnvironment(): Senders {
  const senders = readSenders(process.env[sendersEnvironmentName] ?? '');
  const card = process.env[cardSenderEnvironmentName];
  return card === undefined ? senders : new Map([...senders, [card, cardSources]]);
}

/** Origins whose pages may send events, beside that of the API itself. */
export const pageOriginsFromEnvironment = (): readonly string[] =>
  (process.env[pageOriginsEnvironmentName] ?? '').split(' ').filter((origin) => origin !== '');
