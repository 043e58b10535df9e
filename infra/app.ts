import { App } from 'aws-cdk-lib';
import { addReliefLedger } from './relief-ledger.ts';

const app = new App();
addReliefLedger(app);
app.synth();
