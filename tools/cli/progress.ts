/** Progress of long work: a bar on a terminal; elsewhere a line now and then, and one at the end. */
import { Presets, SingleBar } from 'cli-progress';
import { system } from './words/system.ts';

export interface Progress {
  update(done: number): void;
  /** Ends it; `done` is the figure on the last line. */
  finish(done: number): void;
  /** Clears the way for an error message. */
  abandon(): void;
}

type Output = NodeJS.WriteStream;

/** Between two lines without a terminal: a log should show that work goes on, and not fill up with it. */
const lineEveryMs = 10_000;

function progressLines(title: string, total: number | undefined, unit: string, output: Output): Progress {
  let shownAt = performance.now();
  const say = (done: number): void => {
    const isOf = total !== undefined && unit !== '%';
    const figures = isOf
      ? system('progress.of', { done, total, unit })
      : system('progress.done', { done, unit });
    output.write(`  ${title}: ${figures}\n`);
    shownAt = performance.now();
  };
  return {
    update: (done) => {
      if (performance.now() - shownAt > lineEveryMs) say(done);
    },
    finish: (done) => void output.write(`  ${title}: ${system('progress.done', { done, unit })}\n`),
    abandon: () => {},
  };
}

/** `total` may be unknown; a bar then only counts. */
export function startProgress(
  title: string,
  total: number | undefined,
  unit: string,
  output: Output = process.stderr,
): Progress {
  if (!output.isTTY) return progressLines(title, total, unit, output);
  const counts = unit === '%' ? '{value} %' : `{value}/{total} ${unit}`;
  const format = total === undefined ? `  {value} ${unit} · ${title}` : `  {bar} ${counts} · ${title}`;
  // The library's own handling of the cursor would swallow the first Ctrl+C.
  const bar = new SingleBar(
    { format, gracefulExit: false, hideCursor: true, stream: output },
    Presets.shades_classic,
  );
  const showCursor = (): void => void output.write('\u001b[?25h');
  process.once('exit', showCursor);
  const stop = (): void => {
    bar.stop();
    process.removeListener('exit', showCursor);
  };
  bar.start(total ?? 0, 0);
  return {
    update: (done) => bar.update(done),
    finish: (done) => {
      bar.update(done);
      stop();
    },
    abandon: stop,
  };
}
