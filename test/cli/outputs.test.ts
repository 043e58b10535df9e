import { describe, expect, it } from 'vitest';
import { queueNames } from '../../shared/domain/events.ts';
import { readOutputs, systemOutputs, tableNames } from '../../tools/cli/outputs.ts';

const local = {
  ApiUrl: 'http://127.0.0.1:3000',
  SqsEndpoint: 'http://127.0.0.1:9324',
  DynamoDbEndpoint: 'http://127.0.0.1:8000',
  Zone: 'Asia/Seoul',
  Queues: Object.fromEntries(
    queueNames.map((name) => [name, `http://127.0.0.1:9324/000000000000/${name}.fifo`]),
  ),
  Tables: Object.fromEntries(tableNames.map((name) => [name, `table-${name}`])),
};

const deployed = {
  ReliefState: { TableHouseholds: 'households-x', TableStock: 'stock-x', TableLedgers: 'ledgers-x' },
  ReliefService: {
    ApiUrl: 'https://abc.execute-api.eu-west-1.amazonaws.com/',
    QueueRegistrations: 'https://sqs/registrations',
    QueuePolicyOrders: 'https://sqs/policy-orders',
    QueueShipmentArrivals: 'https://sqs/shipment-arrivals',
    QueueHandovers: 'https://sqs/handovers',
    QueuePayments: 'https://sqs/payments',
    QueueStockCounts: 'https://sqs/stock-counts',
    QueueAssurance: 'https://sqs/assurance',
    Zone: 'Africa/Juba',
    SomethingElse: 'ignored',
  },
};

describe('the outputs of a system', () => {
  it('are read from the local system, with its endpoints', () => {
    expect(systemOutputs(local, 'outputs.json')).toEqual({
      apiUrl: 'http://127.0.0.1:3000',
      sqsEndpoint: 'http://127.0.0.1:9324',
      dynamoDbEndpoint: 'http://127.0.0.1:8000',
      zone: 'Asia/Seoul',
      queues: local.Queues,
      tables: local.Tables,
    });
  });

  it('are read from a deployment, whichever stack has them', () => {
    expect(systemOutputs(deployed, 'cdk-outputs.json')).toEqual({
      apiUrl: 'https://abc.execute-api.eu-west-1.amazonaws.com',
      zone: 'Africa/Juba',
      queues: Object.fromEntries(queueNames.map((name) => [name, `https://sqs/${name}`])),
      tables: { households: 'households-x', stock: 'stock-x', ledgers: 'ledgers-x' },
    });
  });

  it.each([
    [
      { ...local, Queues: {} },
      'f.json has no Queues.registrations; is it the outputs file of a relief system?',
    ],
    [
      { ...deployed, ReliefState: {} },
      'f.json has no TableHouseholds; is it the outputs file of a relief system?',
    ],
    [[], 'f.json holds neither the outputs of a local system nor those of "cdk deploy --outputs-file"'],
  ])('say in one sentence what is missing (%#)', (parsed, message) => {
    expect(() => systemOutputs(parsed, 'f.json')).toThrow(message);
  });

  it('say that a named file cannot be read', () => {
    expect(() => readOutputs('/nowhere/cdk-outputs.json')).toThrow(
      'Cannot read the outputs file /nowhere/cdk-outputs.json',
    );
  });
});
