import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { sqsClient } from '../../shared/runtime/clients.ts';
import { clock } from '../../shared/runtime/clock.ts';
import {
  pageOriginsFromEnvironment,
  queueUrlFromEnvironment,
  rolesClaimFromEnvironment,
} from '../../shared/runtime/environment.ts';
import { queuesOf } from '../../shared/runtime/send-messages.ts';
import { eventIntake } from './intake.ts';

export const handler = eventIntake({
  sendMessages: queuesOf(sqsClient(), queueUrlFromEnvironment, pause),
  fetchAnswer: fetch,
  rolesClaim: rolesClaimFromEnvironment(),
  pageOrigins: pageOriginsFromEnvironment(),
  now: clock.now,
  nowMs: () => performance.now(),
  pause,
  logger: new Logger(),
});
