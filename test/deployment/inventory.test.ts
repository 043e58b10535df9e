import { describe, expect, it } from 'vitest';
import { differences, inventory } from './inventory.ts';

const account: { readonly [command: string]: unknown } = {
  'dynamodb list-tables': { TableNames: ['prod-stock'] },
  's3api list-buckets': { Buckets: [{ Name: 'prod-seals' }] },
  'cloudfront list-distributions': { DistributionList: { Items: [{ Id: 'E1' }] } },
};

const look = (has: { readonly [command: string]: unknown }) =>
  inventory(async (...args) => {
    if (args.join(' ') === 'backup list-backup-vaults') throw new Error('Unknown service');
    return has[args.join(' ')];
  });

describe('what an account has', () => {
  it('is named by kind, and an empty list is no fault', async () => {
    expect((await look(account)).names).toEqual(['cloudfront E1', 'dynamodb prod-stock', 's3api prod-seals']);
  });

  it('leaves a kind out aloud where it cannot be listed', async () => {
    expect((await look({ ...account, 'iam list-roles': { Roles: 'none' } })).unlisted).toEqual([
      'iam list-roles',
      'backup list-backup-vaults',
    ]);
  });

  it('differs by what was left and by what went', async () => {
    const after = await look({ ...account, 'dynamodb list-tables': { TableNames: ['dev-stock'] } });
    expect(differences(await look(account), after)).toEqual({
      left: ['dynamodb dev-stock'],
      gone: ['dynamodb prod-stock'],
    });
  });
});
