/** What the daily seal finds: the books of all chains, read on from what was sealed of them, and audited. */
import { entryName } from '../domain/accounts.ts';
import type { LinkRecord } from '../ledger/chain.ts';
import { type Entry, readEntry } from '../ledger/entry.ts';
import type { SealArchive } from './archive/seal-archive.ts';
import { Audit, householdAccount } from './audit.ts';
import type { ChainRegister } from './chain-register.ts';
import type { Finding } from './kept-link.ts';
import type { SealedEntry, SealedHashes } from './sealed-books.ts';

/** Chains in memory at once, each with what is new in it. */
const chainsAtOnce = 100;

/** Links audited at once: with a hundred households each, some 100 MB. */
const linksAtOnce = 200;

/** Household accounts that a run looks into, in some minutes; the sheets of a day that has more are sealed all the same. */
const maxHouseholds = 300_000;

interface HouseholdBudget {
  left: number;
}

export interface Inspected {
  /** Sorted by account. */
  readonly tails: readonly SealedEntry[];
  readonly added: readonly SealedEntry[];
  readonly findings: readonly Finding[];
}

/** Looks into every chain; those that `isReadAgain` names from their first entry on. */
export async function inspect(
  register: ChainRegister,
  archive: SealArchive,
  sealed: SealedHashes,
  isReadAgain: (account: string) => boolean,
): Promise<Inspected> {
  const accounts = [...new Set([...(await register.accounts()), ...sealed.accounts()])].sort();
  const tails: SealedEntry[] = [];
  const added: SealedEntry[] = [];
  const findings: Finding[] = [];
  const budget: HouseholdBudget = { left: maxHouseholds };
  for (let start = 0; start < accounts.length; start += chainsAtOnce) {
    const some = accounts.slice(start, start + chainsAtOnce);
    const chains = await readOn(register, some, sealed, isReadAgain);
    const suspects = new Set((await auditOf(register, chains, sealed, budget)).map(({ account }) => account));
    if (suspects.size > 0) findings.push(...(await auditWhole(register, archive, chains, suspects)));
    for (const [account, { links }] of chains) {
      const run = soundRun(account, links, sealed);
      added.push(...run.added);
      if (run.tail !== undefined) tails.push(run.tail);
    }
  }
  return { tails, added, findings };
}

interface ReadChain {
  readonly links: readonly LinkRecord[];
  /** Whether it was read from its sealed entry on, and not from its first. */
  readonly isFromSeal: boolean;
}

/** Each chain from its sealed entry on, that one included; from its first where it is read again or its seal is gone. */
async function readOn(
  register: ChainRegister,
  accounts: readonly string[],
  sealed: SealedHashes,
  isReadAgain: (account: string) => boolean,
): Promise<ReadonlyMap<string, ReadChain>> {
  const keys = accounts.map((account) => ({ account, seq: sealed.sealedTo(account) }));
  const [tails, nexts] = await Promise.all([
    register.links(keys.filter(({ seq }) => seq > 0)),
    register.links(keys.map(({ account, seq }) => ({ account, seq: seq + 1 }))),
  ]);
  const chains = keys.map(async ({ account, seq }): Promise<readonly [string, ReadChain]> => {
    const tail = tails.get(account);
    if (tail !== undefined && !isReadAgain(account)) {
      const rest = nexts.has(account) ? await register.linksFrom(account, seq + 1) : [];
      return [account, { links: [tail, ...rest], isFromSeal: true }];
    }
    const hasBegun = seq > 0 || nexts.has(account);
    return [account, { links: hasBegun ? await register.linksFrom(account, 1) : [], isFromSeal: false }];
  });
  return new Map(await Promise.all(chains));
}

/** Part of a chain that is audited at once. */
interface Stretch extends ReadChain {
  readonly account: string;
  /** Whether the chain ends with it. */
  readonly isLast: boolean;
}

/** Audits chains, a stretch after the other, with the household entries that their groups stand for. */
async function auditOf(
  register: ChainRegister,
  chains: ReadonlyMap<string, ReadChain>,
  sealed: SealedHashes,
  budget: HouseholdBudget,
): Promise<readonly Finding[]> {
  // Where stretches meet, a link is looked at twice.
  const findings = new Map<string, Finding>();
  for (const stretches of packed([...chains].flatMap(stretchesOf))) {
    const audit = new Audit();
    const households = new Set<string>();
    for (const link of stretches.flatMap(({ links }) => links)) {
      audit.take(link);
      for (const account of householdsOf(link)) households.add(account);
    }
    const hasHouseholds = budget.left >= households.size;
    if (hasHouseholds) {
      budget.left -= households.size;
      for (const link of await register.shortChains(households)) audit.take(link);
    }
    const upTo = stretches.map(
      ({ account, links, isLast }) => [account, isLast ? undefined : links.at(-1)?.seq] as const,
    );
    const fromSeal = new Set(stretches.flatMap(({ account, isFromSeal }) => (isFromSeal ? [account] : [])));
    const scope = { sealed: sealed.only(new Map(upTo)), fromSeal, isWhole: false, hasHouseholds };
    for (const finding of audit.report(scope).findings)
      findings.set(entryName(finding.account, finding.seq), finding);
  }
  return [...findings.values()];
}

/** A chain in stretches, each but the first beginning with the last link of the one before. */
function stretchesOf([account, { links, isFromSeal }]: readonly [string, ReadChain]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let start = 0; start === 0 || start < links.length - 1; start += linksAtOnce) {
    const end = start + linksAtOnce + 1;
    stretches.push({
      account,
      links: links.slice(start, end),
      isFromSeal: isFromSeal || start > 0,
      isLast: end >= links.length,
    });
  }
  return stretches;
}

/** Puts stretches together to some {@link linksAtOnce} links, those of one chain apart. */
function packed(stretches: readonly Stretch[]): readonly (readonly Stretch[])[] {
  const packs: Stretch[][] = [];
  let links = Number.POSITIVE_INFINITY;
  for (const stretch of stretches) {
    const last = packs.at(-1);
    const fits = links + stretch.links.length <= linksAtOnce && last?.at(-1)?.account !== stretch.account;
    if (last !== undefined && fits) last.push(stretch);
    else packs.push([stretch]);
    links = (fits ? links : 0) + stretch.links.length;
  }
  return packs;
}

/** Names exactly what is wrong, with every sealed entry known. */
async function auditWhole(
  register: ChainRegister,
  archive: SealArchive,
  chains: ReadonlyMap<string, ReadChain>,
  suspects: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  const books = [...chains].filter(
    ([account, { links }]) =>
      suspects.has(account) || links.some((link) => householdsOf(link).some((each) => suspects.has(each))),
  );
  const whole = await Promise.all(
    books.map(async ([account]): Promise<readonly [string, ReadChain]> => {
      const links = await register.linksFrom(account, 1);
      return [account, { links, isFromSeal: false }];
    }),
  );
  return auditOf(register, new Map(whole), await archive.sealedBooks(), { left: maxHouseholds });
}

function householdsOf(link: LinkRecord): readonly string[] {
  if (link['group'] === undefined || typeof link['type'] !== 'string') return [];
  let entry: Entry;
  try {
    entry = readEntry(link);
  } catch {
    // The audit says so.
    return [];
  }
  return (entry.group ?? []).flatMap(({ householdId }) =>
    householdId === '' ? [] : [householdAccount(entry, householdId)],
  );
}

/** What of a chain is sealed now: on from what was sealed, up to the first gap. */
function soundRun(
  account: string,
  links: readonly LinkRecord[],
  sealed: SealedHashes,
): { readonly tail: SealedEntry | undefined; readonly added: readonly SealedEntry[] } {
  const sealedTo = sealed.sealedTo(account);
  const hash = sealed.hashOf(account, sealedTo);
  const sealedTail = hash === undefined ? undefined : { account, seq: sealedTo, hash };
  const isAsSealed = hash === undefined || links.some((link) => link.seq === sealedTo && link.hash === hash);
  if (!isAsSealed) return { tail: sealedTail, added: [] };
  const added: SealedEntry[] = [];
  for (const link of links) {
    if (link.seq <= sealedTo) continue;
    if (link.seq !== sealedTo + added.length + 1 || !/^[\w-]{43}$/.test(link.hash)) break;
    added.push({ account, seq: link.seq, hash: link.hash });
  }
  return { tail: added.at(-1) ?? sealedTail, added };
}
