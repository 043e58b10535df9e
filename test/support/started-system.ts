import { projectRoot } from '../../infra/project-root.ts';
import { type LocalSystem, type LocalSystemOptions, startLocalSystem } from '../../tools/local/system.ts';

/**
 * A local system for tests, in memory and on free ports unless told otherwise. Whatever the clock shows, nothing is done in
 * it that a test has not asked for.
 */
export const startedSystem = (options: Partial<LocalSystemOptions> = {}): Promise<LocalSystem> =>
  startLocalSystem({
    apiPort: 0,
    sqsPort: 0,
    dynamoDbPort: 0,
    dataDir: ':memory:',
    keepsSchedules: false,
    projectRoot,
    log: () => undefined,
    ...options,
  });
