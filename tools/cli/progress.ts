/** Progress on long work: a bar on a terminal, one line at the end elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number): void;
  /** Ends it; `done` is what the line says. */
  finish(done: number): void;
  /** Clears the way for an error message. */
  abandon(): void;
}

type Output = NodeJS.WriteStream;

/** `total` may be unknown; a bar then only counts. */
export function startProgress(
  title: string,
  total: number | undefined,
  unit: string,
  output: Output = process.stderr,
): Progress {
  if (!output.isTTY) {
    return {
      update: () => {},
      finish: (done) => void output.write(`  ${title}: ${done.toLocaleString('en')} ${unit}\n`),
      abandon: () => {},
    };
  }
  const format =
    total === undefined ? `  {value} ${unit} · ${title}` : `  {bar} {value}/{total} ${unit} · ${title}`;
  const bar = new SingleBar({ format, hideCursor: true, stream: output }, Presets.shades_classic);
  bar.start(total ?? 0, 0);
  return {
    update: (done) => bar.update(done),
    finish: (done) => {
      bar.update(done);
      bar.stop();
    },
    abandon: () => bar.stop(),
  };
}
