import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { CfnAnomalyMonitor, CfnAnomalySubscription } from 'aws-cdk-lib/aws-ce';
import type { Construct } from 'constructs';

/** Of what a month may cost, in percent: of what was spent, and of what AWS expects until its end. */
const warnings = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

/** Cost Explorer splits costs by one tag; the stacks bear it. */
const applicationTag = { key: 'application', value: 'relief-ledger' };

export interface SpendingStackProps extends StackProps {
  readonly monthlyBudget: number;
  /** Who gets mail. */
  readonly mail: readonly string[];
}

/**
 * A budget, and a watch for costs that jump, in the Region where AWS keeps its bills. Both see what bears the tag of the
 * system, once the account's billing console takes that for a cost allocation tag. AWS charges neither.
 */
export class SpendingStack extends Stack {
  constructor(scope: Construct, id: string, { monthlyBudget, mail, ...props }: SpendingStackProps) {
    super(scope, id, {
      ...props,
      env: { region: 'us-east-1' },
      description: 'Relief Ledger: budget and watch of its costs',
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: this.stackName,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyBudget, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:${applicationTag.key}$${applicationTag.value}`] },
      },
      notificationsWithSubscribers: warnings.map((warning) => ({
        notification: { ...warning, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
        subscribers: mail.map((address) => ({ subscriptionType: 'EMAIL', address })),
      })),
    });
    const monitor = new CfnAnomalyMonitor(this, 'Monitor', {
      monitorName: this.stackName,
      monitorType: 'CUSTOM',
      monitorSpecification: JSON.stringify({
        Tags: { Key: applicationTag.key, Values: [applicationTag.value], MatchOptions: ['EQUALS'] },
      }),
    });
    new CfnAnomalySubscription(this, 'Subscription', {
      subscriptionName: this.stackName,
      frequency: 'DAILY',
      monitorArnList: [monitor.attrMonitorArn],
      subscribers: mail.map((address) => ({ type: 'EMAIL', address })),
      // In dollars: a tenth of the month's budget more in a day than was to be expected.
      thresholdExpression: JSON.stringify({
        Dimensions: {
          Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
          MatchOptions: ['GREATER_THAN_OR_EQUAL'],
          Values: [String(Math.max(1, Math.round(monthlyBudget / 10)))],
        },
      }),
    });
  }
}
