/** A section of the benchmark: one way to book handovers, run once a round. */
export interface Section {
  readonly name: string;
  /** What was run, in one line. */
  readonly about: string;
  /** Whether a run books under an order, with all its goods at the centres. */
  readonly needsOrder: boolean;
  /** Makes ready, untimed, what a run needs; no two runs have one `orderId`. */
  prepare(orderId: string): Promise<Run>;
}

export interface Run {
  readonly handovers: number;
  /** The part that is timed. */
  work(): Promise<void>;
  /** Errors: `BrokenBooks`. */
  check(): Promise<void>;
}
