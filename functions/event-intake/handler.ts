import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { endedDevices } from '../../shared/http/devices/ended-devices.ts';
import { sqsClient } from '../../shared/runtime/clients.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { devicesFromEnvironment } from '../../shared/runtime/device-register.ts';
import {
  pageOriginsFromEnvironment,
  queueUrlFromEnvironment,
  rolesClaimFromEnvironment,
} from '../../shared/runtime/environment.ts';
import { queuesOf } from '../../shared/runtime/send-messages.ts';
import { eventIntake } from './intake.ts';

const { register, keptMs } = devicesFromEnvironment();

export const handler = eventIntake({
  sendMessages: queuesOf(sqsClient(), queueUrlFromEnvironment, pause),
  fetchAnswer: fetch,
  rolesClaim: rolesClaimFromEnvironment(),
  pageOrigins: pageOriginsFromEnvironment(),
  endedDevices: endedDevices(register, keptMs, Date.now),
  now: clock.now,
  nowMs: () => performance.now(),
  pause,
  logger: new Logger(),
});
