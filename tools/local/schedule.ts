import type { LocalFunction } from './local-function.ts';

const checkMs = 10_000;

export interface ScheduleOptions {
  /** `cron(<minutes> <hours> * * ? *)`, as the stacks write it. */
  readonly expression: string;
  readonly zone: string;
  readonly function: LocalFunction;
  readonly log: (line: string) => void;
}

/** A schedule of the templates: invokes its function in every minute that fits. */
export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #fits: (hour: number, minute: number) => boolean;
  #timer: NodeJS.Timeout | undefined;
  #lastMinute = '';
  #running: Promise<void> = Promise.resolve();

  /** Errors: throws on an expression of another form. */
  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#fits = readDailyCron(options.expression);
  }

  start(): void {
    this.#timer = setInterval(() => this.#check(new Date()), checkMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #check(now: Date): void {
    const text = new Intl.DateTimeFormat('sv-SE', {
      timeZone: this.#options.zone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(now);
    const [hour, minute] = text.slice(-5).split(':').map(Number);
    if (text === this.#lastMinute || !this.#fits(hour ?? 0, minute ?? 0)) return;
    this.#lastMinute = text;
    void this.run();
  }

  /** Runs it now, whatever the time; settles when it is done. */
  run(): Promise<void> {
    this.#running = this.#invoke();
    return this.#running;
  }

  async #invoke(): Promise<void> {
    const { function: target, log } = this.#options;
    const result = await target.invoke({});
    if (!result.ok) log(`${target.definition.functionName} failed on its schedule: ${result.message}`);
  }
}

/** Reads an expression of every day. Source: EventBridge Scheduler; a field is a number, `*`, or `first/step`. */
export function readDailyCron(expression: string): (hour: number, minute: number) => boolean {
  const [, minutes, hours] = /^cron\((\S+) (\S+) \* \* \? \*\)$/.exec(expression) ?? [];
  if (minutes === undefined || hours === undefined)
    throw new Error(`this is not a daily schedule: ${expression}`);
  const [fitsHour, fitsMinute] = [readField(hours), readField(minutes)];
  return (hour, minute) => fitsHour(hour) && fitsMinute(minute);
}

function readField(field: string): (value: number) => boolean {
  if (field === '*') return () => true;
  const [, first, step] = /^(\d+)(?:\/(\d+))?$/.exec(field) ?? [];
  if (first === undefined) throw new Error(`this is not a field of a schedule: ${field}`);
  const from = Number(first);
  return step === undefined
    ? (value) => value === from
    : (value) => value >= from && (value - from) % Number(step) === 0;
}
