/** The devices that events come from, and what coordinators decide about them. */
import type { DeviceAnswer } from '../../shared/contract/answers/devices.ts';
import { memberOf, readJson } from '../../shared/contract/json.ts';
import {
  type DeviceDecision,
  type DeviceStatus,
  deviceIn,
  deviceStatuses,
  isDeviceName,
  sourceOfSubject,
  statusOfDevice,
} from '../../shared/domain/devices.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export const maxReason = 500;

export interface DeviceFilter {
  readonly status: DeviceStatus | undefined;
}

/** L31: those that sent, and those about which something was decided, by name. */
export async function answerDevices(
  { status }: DeviceFilter,
  { limit, after = '' }: PageRequest<string>,
  { journal, devices }: QueryContext,
): Promise<ItemPage<DeviceAnswer>> {
  const [sources, decisions] = await Promise.all([journal.sources.all(), devices.decisions()]);
  const sourcesOf = Map.groupBy(sources, deviceIn);
  const decisionsOf = Map.groupBy(decisions, ({ device }) => device);
  const wanted = [...new Set([...sourcesOf.keys(), ...decisionsOf.keys()])]
    .filter((device) => device !== undefined && device > after)
    .map((device = '') => deviceAnswerOf(device, sourcesOf.get(device), decisionsOf.get(device)))
    .filter((device) => status === undefined || device.status === status)
    .sort((one, other) => (one.device < other.device ? -1 : 1));
  const items = wanted.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(wanted.length > limit && last !== undefined && { next: last.device }) };
}

/** A device with the sources that it sent under, and what was decided about it. */
const deviceAnswerOf = (
  device: string,
  sources: readonly string[] = [],
  decisions: readonly DeviceDecision[] = [],
): DeviceAnswer => ({
  device,
  status: statusOfDevice(device, decisions),
  sources: sources.toSorted(),
  decisions: decisions.map(({ device: _, ...decision }) => decision).toReversed(),
});

export const devicesTable = (devices: readonly DeviceAnswer[]): CsvTable =>
  csvTable(devices, {
    device: ({ device }) => device,
    status: ({ status }) => status,
    sources: ({ sources }) => sources.join(' '),
    reason: ({ decisions }) => decisions[0]?.reason,
    by: ({ decisions }) => decisions[0]?.by,
    at: ({ decisions }) => decisions[0]?.at,
  });

/** Ends a device, or lets it in again. Guarantees: what stands already is not decided again. */
export async function decideDevice(
  body: string,
  { journal, devices, now }: QueryContext,
  { source = sourceOfSubject('local') }: Reader,
): Promise<DeviceAnswer | QueryProblem> {
  const wanted = readDecision(body);
  if (wanted instanceof QueryProblem) return wanted;
  const [sources, decisions] = await Promise.all([
    journal.sources.all(),
    devices.decide({ ...wanted, by: source, at: now }),
  ]);
  const { device } = wanted;
  return deviceAnswerOf(
    device,
    sources.filter((known) => deviceIn(known) === device),
    decisions.filter((decision) => decision.device === device),
  );
}

type WantedDecision = Pick<DeviceDecision, 'device' | 'status' | 'reason'>;

function readDecision(body: string): WantedDecision | QueryProblem {
  const json = readJson(body);
  const value = json.ok ? json.value : undefined;
  const textAt = (name: keyof WantedDecision): string => {
    const member = memberOf(value, [name]);
    return typeof member === 'string' ? member.trim() : '';
  };
  const device = textAt('device');
  if (!isDeviceName(device)) return badDecision('device', 'the name of a device');
  const status = deviceStatuses.find((name) => name === textAt('status'));
  if (status === undefined) return badDecision('status', `one of ${deviceStatuses.join(', ')}`);
  const reason = textAt('reason');
  if (reason === '' || reason.length > maxReason)
    return badDecision('reason', `a text of 1 to ${maxReason} characters`);
  const [unknown] = unknownMembers(value);
  return unknown === undefined
    ? { device, status, reason }
    : badDecision(unknown, 'left out: a decision has no such member');
}

const badDecision = (path: string, expected: string): QueryProblem =>
  new QueryProblem(400, `${path} must be ${expected}.`, { errors: [{ path, expected }] });

const members: readonly string[] = ['device', 'status', 'reason'];

const unknownMembers = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.keys(value).filter((name) => !members.includes(name))
    : [];
