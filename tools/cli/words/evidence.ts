/** What the check of the books expected and found, in the language: the check says it in English. */
import { room } from './words.ts';

const words = room({}, async () => (await import('./ko/evidence.ts')).evidence);

type Key = keyof typeof import('./ko/evidence.ts').evidence;

/** Groups of a pattern fill in the phrase, by their names. */
const sentences: readonly (readonly [pattern: RegExp, key: Key])[] = [
  [/^none$/, 'none'],
  [/^an entry with hash (?<hash>\S+)$/, 'entryWith'],
  [/^an entry$/, 'entry'],
  [/^an entry that was sealed$/, 'sealedEntry'],
  [/^a seal that the archive holds$/, 'sealHeld'],
  [/^the entry that was sealed, with hash (?<hash>\S+)$/, 'sealedWith'],
  [/^an instant after the seal of (?<at>\S+), which does not hold it$/, 'afterSeal'],
  [/^entry (?<seq>\d+), which is missing$/, 'missingEntry'],
  [/^the hash of the entry before it$/, 'hashBefore'],
  [/^an instant not before that of the entry before it$/, 'notBefore'],
  [/^a balance that follows from the one before$/, 'balance'],
  [/^a money balance that follows from the one before$/, 'moneyBalance'],
  [/^totals that give the balance$/, 'totals'],
  [/^totals that give the money balance$/, 'moneyTotals'],
  [/^the household entry of (?<name>.+)$/, 'household'],
  [/^household entries as they were booked$/, 'households'],
  [/^lines that the household entries on the other side add up to$/, 'sum'],
  [/^what the members of its group before it got$/, 'before'],
  [/^how many members of its group got some of each commodity$/, 'holders'],
  [/^lines that (?<name>.+) gives back$/, 'givesBack'],
  [/^(?<name>.+) to stand for it$/, 'stands'],
  [/^(?<count>\d+) exceptions (?<cell>.+), as are listed$/, 'tally'],
  [/^(?<count>\d+) (?<cell>.+), as households said$/, 'said'],
];

/** What it does not know, such as what a damaged entry says of itself, is told as it came. */
export function evidenceText(said: string): string {
  for (const [pattern, key] of sentences) {
    const found = pattern.exec(said);
    if (found !== null) return words.named(key, said, { ...found.groups });
  }
  return said;
}
