/** How often what is on show is asked for again: each round costs its reads, and most pages are open with nobody before them. */

/** A page that nobody touches for so long is taken for one that nobody reads closely. */
const touchedMs = 10 * 60_000;
/** So many times slower is such a page. */
const slowness = 10;
/** A country's reconciliation has eight million characters, and is read at thousands of units. */
const charactersOfSecond = 10_000;
const longestWaitMs = 10 * 60_000;

export class RefreshPace {
  readonly #refreshMs: number;
  readonly #charactersRead: () => number;
  #touchedAt: number;
  #endedAt: number;
  #charactersBefore = 0;
  #charactersOfRound = 0;

  /** `charactersRead` counts those of all answers so far. Units: milliseconds of one clock for all instants. */
  constructor(refreshSeconds: number, charactersRead: () => number, now: number) {
    this.#refreshMs = refreshSeconds * 1_000;
    this.#charactersRead = charactersRead;
    this.#touchedAt = now;
    this.#endedAt = now;
  }

  /** Somebody is at the page. */
  touched(now: number): void {
    this.#touchedAt = now;
  }

  roundEnded(now: number): void {
    this.#endedAt = now;
    const characters = this.#charactersRead();
    this.#charactersOfRound = characters - this.#charactersBefore;
    this.#charactersBefore = characters;
  }

  isTime(now: number): boolean {
    const isTouched = now - this.#touchedAt < touchedMs;
    const paceMs = isTouched ? this.#refreshMs : slowness * this.#refreshMs;
    const ofSizeMs = (this.#charactersOfRound / charactersOfSecond) * 1_000;
    // A clock that is set back must not stop the page.
    return Math.abs(now - this.#endedAt) >= Math.max(paceMs, Math.min(ofSizeMs, longestWaitMs));
  }
}
