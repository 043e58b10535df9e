import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Counts how often a reader has to wait for the store: requests that none of the others waits for are one round.
 *
 * Guarantees: a round is answered as a whole, so that what depends on any answer of it comes in the next.
 */
export class ReadRounds {
  rounds = 0;
  requests = 0;
  readonly #client: DynamoDBClient;
  #asked: (() => Promise<() => void>)[] = [];
  #isAnswering = false;

  constructor(client: DynamoDBClient) {
    this.#client = client;
  }

  /** To be read through, in the place of the client itself. */
  get client(): DynamoDBClient {
    return { send: (command: never) => this.#send(command) } as unknown as DynamoDBClient;
  }

  /** How many rounds some reading takes. */
  async of(read: () => Promise<unknown>): Promise<number> {
    const before = this.rounds;
    await read();
    return this.rounds - before;
  }

  #send(command: never): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.requests += 1;
      this.#asked.push(() =>
        this.#client.send(command).then(
          (answer) => () => resolve(answer),
          (error: unknown) => () => reject(error as Error),
        ),
      );
      if (!this.#isAnswering) void this.#answer();
    });
  }

  async #answer(): Promise<void> {
    this.#isAnswering = true;
    // All that can be asked without an answer has been asked when nothing is left of the microtasks.
    for (await quiet(); this.#asked.length > 0; await quiet()) {
      this.rounds += 1;
      const answers = await Promise.all(this.#asked.splice(0).map((ask) => ask()));
      for (const answer of answers) answer();
    }
    this.#isAnswering = false;
  }
}

const quiet = (): Promise<void> => new Promise((resume) => setImmediate(resume));
