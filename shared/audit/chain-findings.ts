/** What is wrong with one chain: by itself, and by what was sealed of it. */
import { onHandOf, payerBalance } from '../domain/books.ts';
import { addAmounts, noAmounts } from '../domain/quantity.ts';
import { brokenLink } from '../ledger/chain.ts';
import { sealsSubject } from '../ledger/keys.ts';
import { type Finding, finding, isEqual, type KeptLink, missing } from './kept-link.ts';
import { isSealedAccount, nothingSealed, type SealedBooks } from './sealed-books.ts';

/**
 * An entry recorded before a seal is in it, but for what was decided just before and written just after: a commit
 * is given up after seconds, a function ended after minutes.
 */
const maxCommitMs = 15 * 60_000;

/** What is wrong with a chain by itself and by its seals. */
export function chainFindings(
  chain: KeptLink[],
  sealed: SealedBooks,
  fromSeal: ReadonlySet<string>,
): Finding[] {
  chain.sort((a, b) => a.seq - b.seq);
  const findings: Finding[] = [];
  let previous: KeptLink | undefined;
  let sound: KeptLink | undefined;
  for (const kept of chain) {
    const isBase = previous === undefined && fromSeal.has(kept.account);
    const expectedSeq = isBase ? kept.seq : (previous?.seq ?? 0) + 1;
    if (kept.seq > expectedSeq) findings.push(missing(kept.account, expectedSeq, sound, 'an entry', kept.at));
    const fault =
      kept.fault ??
      sealFault(kept, sealed) ??
      (isBase ? undefined : (brokenLink(previous, kept) ?? balanceFault(previous?.entry, kept)));
    // After a gap the entry itself may be sound.
    if (fault !== undefined && (kept.seq <= expectedSeq || kept.fault !== undefined))
      findings.push({ ...finding(kept, fault), at: sound?.at ?? kept.at });
    else sound = kept;
    previous = kept;
  }
  const last = previous;
  if (last !== undefined && last.seq < sealed.sealedTo(last.account))
    findings.push(missing(last.account, last.seq + 1, sound, 'an entry that was sealed'));
  return findings;
}

function sealFault(kept: KeptLink, sealed: SealedBooks): string | undefined {
  const { account, seq, hash, at, entry } = kept;
  const was = sealed.hashOf(account, seq);
  // The archive has every seal before the tables have its copy.
  if (was === undefined && account === sealsSubject && sealed !== nothingSealed)
    return 'a seal that the archive holds';
  if (was !== undefined && was !== hash) return `the entry that was sealed, with hash ${was}`;
  const { openedAt } = sealed;
  if (openedAt === undefined || entry === undefined || !isSealedAccount(account)) return undefined;
  const isLate = seq > sealed.sealedTo(account) && Date.parse(at) < Date.parse(openedAt) - maxCommitMs;
  return isLate ? `an instant after the seal of ${openedAt}, which does not hold it` : undefined;
}

function balanceFault(before: KeptLink['entry'], { entry }: KeptLink): string | undefined {
  if (entry === undefined) return undefined;
  const balance = addAmounts(before?.balance ?? noAmounts, entry.lines, entry.variance ?? noAmounts);
  if (!isEqual(balance, entry.balance)) return 'a balance that follows from the one before';
  const money = (before?.moneyBalance ?? 0n) + (entry.money ?? 0n);
  if (entry.moneyBalance !== undefined && money !== entry.moneyBalance) {
    return 'a money balance that follows from the one before';
  }
  if (entry.stock !== undefined) {
    const onHand = new Map(
      [...entry.stock.stock].map(([commodity, totals]) => [commodity, onHandOf(totals)]),
    );
    if (!isEqual(onHand, entry.balance)) return 'totals that give the balance';
  }
  if (entry.payer !== undefined && payerBalance(entry.payer) !== entry.moneyBalance) {
    return 'totals that give the money balance';
  }
  return undefined;
}
