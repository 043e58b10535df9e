import { App } from 'aws-cdk-lib';
import { addReliefLedger, addRules } from './relief-ledger.ts';

const app = new App();
addReliefLedger(app);
addRules(app);
app.synth();
