import { describe, expect, it } from 'vitest';
import { inlineCommands, shellBlocks, textOf } from './markdown.ts';

/** The pages that are followed on a deployed system. */
const deployed = ['docs/runbook.md', 'docs/upgrading.md', 'docs/deploying.md'] as const;

/** What reads or writes the local system alone. */
const isOfLaptop = (command: string): boolean => !/^(?:AWS_PROFILE=\S+ )?npm run -s relief -- /.test(command);

describe.each(deployed)('%s', (page) => {
  it('gives every command of relief the outputs of the deployment, so that it runs as it is written', () => {
    const commands = [
      ...inlineCommands(page),
      ...shellBlocks(page).flatMap(({ text }) => text.split('\n')),
    ].filter((command) => !isOfLaptop(command));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !command.includes('--outputs cdk-outputs.json'))).toEqual([]);
  });

  it('names the stage in every deployment of prod, and deploys one stack alone only as such', () => {
    const commands = [...inlineCommands(page), ...shellBlocks(page).flatMap(({ text }) => text.split('\n'))];
    for (const command of commands.filter((one) => /cdk deploy ReliefLedger/.test(one))) {
      expect(command).toContain('--exclusively');
      expect(command).toContain('-c stage=prod');
    }
  });
});

it('the runbook says where a token and each right come from', () => {
  const runbook = textOf('docs/runbook.md');
  for (const word of [
    'RELIEF_TOKEN',
    'OperatorRoleRedrive',
    'OperatorRoleVerify',
    'OperatorRoleSeal',
    'OperatorRoleRestore',
  ])
    expect(runbook).toContain(word);
});
