/** Recomputes the chains of a system's books from its tables, and compares them with their seals. */

import { Audit, type AuditReport } from '../../shared/audit/audit.ts';
import { linkAt } from '../../shared/audit/chain-register.ts';
import type { Finding } from '../../shared/audit/kept-link.ts';
import { SaidAudit } from '../../shared/audit/said-audit.ts';
import { nothingSealed, type SealedBooks } from '../../shared/audit/sealed-books.ts';
import { TallyAudit, type TallyDrift } from '../../shared/audit/tally-audit.ts';
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import { readItem } from '../../shared/store/item-form.ts';
import type { TableName } from './outputs.ts';
import type { StoredItem } from './tables.ts';
import { evidenceText } from './words/evidence.ts';
import { upkeep } from './words/upkeep.ts';

type Items = () => AsyncIterable<{ readonly table: TableName; readonly item: StoredItem }>;

/**
 * Checks every chain and balance in items that come in any order.
 *
 * Of what is posted while the tables are read, only one side may be seen. So what seems broken is read again, and counts
 * as broken only if it is broken both times. `zone`: whose calendar the days of the system's books are of.
 */
export async function verifyBooks(
  items: Items,
  sealed: SealedBooks = nothingSealed,
  zone: string = defaultZone,
): Promise<AuditReport> {
  const first = await audit(items, sealed, zone);
  if (first.findings.length === 0) return first;
  const again = await audit(items, sealed, zone);
  const seen = new Set(first.findings.map(sentenceOf));
  return { ...again, findings: again.findings.filter((finding) => seen.has(sentenceOf(finding))) };
}

/** A tally is no chain: what is wrong with it stands under its own name, behind all that is. */
const findingOf = ({ tally, cell, counted, found }: TallyDrift): Finding => ({
  account: tally,
  seq: 0,
  at: '',
  expected: `${counted} exceptions ${cell}, as are listed`,
  found: String(found),
});

const sentenceOf = ({ account, seq, expected }: Finding): string => `${account}@${seq} ${expected}`;

async function audit(items: Items, sealed: SealedBooks, zone: string): Promise<AuditReport> {
  const audit = new Audit();
  const tallies = new TallyAudit(zone);
  const said = new SaidAudit();
  for await (const { table, item } of items()) {
    if (table === 'households') continue;
    const stored = readItem(item);
    if ('previousHash' in stored.record) audit.take(linkAt(stored));
    else if (table === 'ledgers') for (const counter of [tallies, said]) counter.take(stored);
  }
  const report = audit.report({ sealed });
  return {
    ...report,
    findings: [...report.findings, ...tallies.drifts().map(findingOf), ...said.findings()],
  };
}

export function verdictText({ accounts, entries, findings }: AuditReport, sealed: SealedBooks): string {
  const [first] = findings;
  if (first === undefined) {
    return upkeep('verify.holds', { entries, accounts, seals: sealsText(sealed) });
  }
  return upkeep('verify.broken', {
    account: first.account,
    seq: String(first.seq),
    expected: evidenceText(first.expected),
    found: evidenceText(first.found),
    others: findings.length === 1 ? '' : upkeep('verify.others', { count: String(findings.length - 1) }),
  });
}

/** Without seals, entries rewritten with fresh hashes would pass too: the verdict must say so. */
function sealsText(sealed: SealedBooks): string {
  if (sealed === nothingSealed) return upkeep('verify.noArchive');
  return sealed.openedAt === undefined
    ? upkeep('verify.notSealed')
    : upkeep('verify.sealed', { at: sealed.openedAt });
}
