/** Hears the households of the Kaesong story: papers that nobody can fault do not tell who got nothing; people do. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ReceiptAt } from '../../examples/kaesong/handovers.ts';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { AuditAnswer, AuditDrawAnswer } from '../../shared/contract/answers/audits.ts';
import { auditLines } from './audit-lines.ts';
import { CliError } from './cli-error.ts';
import { collect } from './commands/command-line.ts';
import { sendMessage } from './commands/operator.ts';
import type { LedgerClient } from './ledger-client.ts';
import { operatorEvent } from './operator-messages.ts';
import type { SystemOutputs } from './outputs.ts';
import { unitOf } from './reconciliation.ts';
import { grouped } from './report.ts';
import { sealNow } from './seal.ts';

interface Told {
  readonly orderId: string;
  /** Receipts for households that never came. */
  readonly receiptsForged: readonly ReceiptAt[];
}

interface Listener {
  readonly system: SystemOutputs;
  readonly api: LedgerClient;
  readonly print: (line?: string) => void;
}

const auditId = 'audit-of-rice';
const audited = 'rice';

/**
 * The story is the same whenever it is played, and so are its dice: in the district they take a forged receipt as the 28th
 * draw. A real seed is rolled once the day is sealed.
 */
const seed = '121521531211234346516533';

const visitsADay = 60;
const mostVisits = 400;

const patienceMilliseconds = 120_000;

/** Errors: a `CliError` where it is never seen. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const began = performance.now(); performance.now() - began < patienceMilliseconds; await pause(20)) {
    const seen = await look();
    if (seen !== undefined) return seen;
  }
  throw new CliError(`${what} was not seen within ${patienceMilliseconds / 1_000} s`);
}

/** A household whose receipt is forged says on its card that it got nothing; then visitors ask those whom an audit draws. */
export async function hearHouseholds(told: Told, listener: Listener): Promise<void> {
  const [forged] = told.receiptsForged;
  if (forged === undefined) return;
  const { print } = listener;
  print('\nAfterwards · households are heard');
  await sayByCard(told.orderId, forged, listener);
  await openAudit(told.orderId, listener);
  const audit = await visit(told, listener);
  print(`\n${auditLines(audit)}`);
}

async function sayByCard(
  orderId: string,
  [centreId, { receiptId, householdId }]: ReceiptAt,
  { system, api, print }: Listener,
): Promise<void> {
  const cards = await collect(api.cards(centreId, orderId));
  const token = cards.find((card) => card.householdId === householdId)?.token;
  if (token === undefined) throw new CliError(`${householdId} has no card`);
  const response = await fetch(`${system.apiUrl}/card/statements`, {
    method: 'POST',
    headers: { 'relief-card': token, 'content-type': 'application/json' },
    body: JSON.stringify({ orderId, reference: receiptId, statement: 'not-received' }),
  });
  if (response.status !== 202) throw new CliError(`The card was answered with ${response.status}`);
  const disputed = await until('What the card said', async () => {
    const items = await disputesOf(api, orderId);
    return items.some(({ references }) => references.includes(receiptId)) ? items : undefined;
  });
  const goods = disputed.map(
    ({ commodity, quantity, unit }) => `${grouped(quantity ?? 0)} ${unit} ${commodity}`,
  );
  print(`  ${householdId} scans its card, and says that it got nothing of ${receiptId}: ${goods.join(', ')}`);
}

const disputesOf = (api: LedgerClient, orderId: string): Promise<readonly AnomalyAnswer[]> =>
  collect(api.anomalies({ orderId, kind: 'disputed-receipt' }));

const tell = (
  system: SystemOutputs,
  orderId: string,
  name: string,
  type: string,
  data: object,
): Promise<void> =>
  sendMessage(system, {
    queue: 'assurance',
    group: orderId,
    body: operatorEvent(name, type, new Date(), data),
  });

/** At most a twentieth of the rice may have gone elsewhere, says the audit, with a risk of one in twenty to be wrong. */
async function openAudit(orderId: string, { system, api, print }: Listener): Promise<void> {
  const report = await api.reconciliation(orderId);
  const row = report?.commodities.find(({ commodity }) => commodity === audited);
  if (row === undefined) throw new CliError(`There is no ${audited} to audit`);
  const { seal } = await sealNow(system);
  const tolerance = { quantity: Number((row.handedOver / 20).toFixed(3)), unit: unitOf(row) };
  await tell(system, orderId, 'audit', 'relief.audit.opened.v1', {
    auditId,
    orderId,
    measure: { commodity: audited },
    tolerance,
    riskPercent: 5,
    method: 'betting',
    sealDate: seal.date,
    seed,
  });
  await until('The audit', () => api.audit(auditId));
  print(`  The books are sealed, dice are rolled, and an audit of the ${audited} is opened`);
}

/** Asks the households that are drawn, day by day, until the audit is confirmed. */
async function visit(
  { orderId, receiptsForged }: Told,
  { system, api, print }: Listener,
): Promise<AuditAnswer> {
  const forged = new Set(receiptsForged.map(([, { receiptId }]) => receiptId));
  for (let visits = visitsADay; ; visits += visitsADay) {
    const draws = await collect(api.auditDraws(auditId, visits));
    const today = draws.slice(-visitsADay).filter((draw) => draw.void !== true);
    const observations = today.map((draw) => observationOf(draw, forged.has(draw.receiptId)));
    await tell(system, orderId, 'visits', 'relief.audit.observed.v1', { auditId, observations });
    const standing = draws.filter((draw) => draw.void !== true).length;
    const audit = await until('What the visits found', async () => {
      const answer = await api.audit(auditId);
      return answer?.observed === standing ? answer : undefined;
    });
    const nothing = today.filter(({ receiptId }) => forged.has(receiptId)).length;
    print(`  ${grouped(today.length)} visits, ${grouped(nothing)} to households that got nothing`);
    if (audit.status === 'confirmed' || visits >= mostVisits) return audit;
  }
}

const observationOf = ({ draw, quantity, unit }: AuditDrawAnswer, isForged: boolean): object => ({
  draw,
  found: isForged ? 'not-found' : { quantity, unit },
  visitedOn: new Date().toISOString().slice(0, 10),
  visitor: 'visitors from another district',
});
