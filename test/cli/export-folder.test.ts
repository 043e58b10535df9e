import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ExportFolder } from '../../tools/cli/export/export-folder.ts';

it('is made with the folders above it, and ends with a sentence where none can be made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relief-export-'));
  try {
    const deep = join(folder, 'year', 'month', 'backup');
    await new ExportFolder(deep).open();
    await new ExportFolder(deep).open();
    expect(existsSync(deep)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
  // Its file system has the folder, and takes no other.
  await expect(new ExportFolder('/proc/year/backup').open()).rejects.toThrow(
    'Cannot write to the folder /proc/year/backup',
  );
});
