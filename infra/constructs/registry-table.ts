import type { BundledFunction } from './bundled-function.ts';
import { ProtectedTable } from './protected-table.ts';

/** The register of households: the one table whose items change in place. */
export class RegistryTable extends ProtectedTable {
  /** Writes registrations: a household's item keeps every earlier composition. */
  allowRegistering(writer: BundledFunction): void {
    writer.allow({
      sid: `Register${this.node.id}`,
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
      resources: [this.table.tableArn],
    });
  }

  /** Records that something is held for a household, so that its registration requests a retry. */
  allowMarkingAsAwaited(writer: BundledFunction): void {
    writer.allow({
      sid: `MarkAwaitedIn${this.node.id}`,
      actions: ['dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
    });
  }
}
