import { beforeAll, describe, expect, it } from 'vitest';
import { type Point, ringsAt, type WatchedAlarm, watchedAlarm } from './alarm-evaluation.ts';
import { resourcesOf, type Synthesized, stacksOf } from './synthesized.ts';

let stacks: Synthesized;
let alarms: ReadonlyMap<string, WatchedAlarm>;
beforeAll(() => {
  stacks = stacksOf();
  const watched = stacksOf({ watch: 'levels,heartbeat' }).workflow;
  alarms = new Map(
    resourcesOf(watched, 'AWS::CloudWatch::Alarm').map(([id, alarm]) => [id, watchedAlarm(alarm)]),
  );
}, 120_000);

/** As long as metrics were seen to take to arrive through a log. */
const lateMinutes = [0, 1, 3, 7] as const;
const begin = 60 * 24 * 30;

/** Of an alarm on a share, what the share is of. */
const wholeOf = ({ expression }: WatchedAlarm): string | undefined => / \/ (\w+)$/.exec(expression)?.[1];

/** The metrics whose trouble an alarm is for. */
const watchedBy = (alarm: WatchedAlarm): readonly string[] =>
  alarm.metrics.filter((metric) => metric !== wholeOf(alarm) && !alarm.expression.includes(` - ${metric}`));

/** As many bad periods as an alarm asks for, of one of its metrics and of no other, each known some minutes after its end. */
const trouble = (alarm: WatchedAlarm, metric: string, late: number): readonly Point[] =>
  Array.from({ length: alarm.mustBreach }, (_, index) => {
    const fromMinute = begin + index * alarm.periodMinutes;
    const at = { fromMinute, knownFromMinute: fromMinute + alarm.periodMinutes + late };
    const whole = wholeOf(alarm);
    return [
      { metric, ...at, value: alarm.threshold },
      ...(whole === undefined ? [] : [{ metric: whole, ...at, value: 100 }]),
    ];
  }).flat();

function everRings(alarm: WatchedAlarm, points: readonly Point[]): boolean {
  const end = begin + (alarm.periods + alarm.mustBreach + 2) * alarm.periodMinutes;
  const minutes = Array.from({ length: end - begin }, (_, index) => begin + index);
  return minutes.some((minute) => ringsAt(alarm, points, minute));
}

const ofTrouble = (): readonly [string, WatchedAlarm][] => [...alarms].filter(([, { isBelow }]) => !isBelow);

describe('an alarm', () => {
  it('rings for the trouble of each of its metrics alone, however late the metric comes', () => {
    expect(ofTrouble().length).toBeGreaterThan(30);
    for (const [id, alarm] of ofTrouble())
      for (const metric of watchedBy(alarm))
        for (const late of lateMinutes)
          expect(
            everRings(alarm, trouble(alarm, metric, late)),
            `${id}, ${metric} ${late} minutes late`,
          ).toBe(true);
  });

  it('stays quiet without data, and below its threshold', () => {
    for (const [id, alarm] of ofTrouble()) {
      const little = trouble(alarm, watchedBy(alarm)[0] ?? '', 1).map((point) => ({
        ...point,
        value: point.metric === wholeOf(alarm) ? point.value : point.value - 1,
      }));
      expect([everRings(alarm, []), everRings(alarm, little)], id).toEqual([false, false]);
    }
  });

  it('of a sum filled with zeros and of one period would never ring for a metric that comes after its period', () => {
    for (const [id, alarm] of ofTrouble().filter(([, { expression }]) => expression.includes(' + '))) {
      const before = {
        ...alarm,
        expression: alarm.expression.replaceAll(/\w+/g, 'FILL($&, 0)'),
        periods: 1,
        mustBreach: 1,
      };
      const late = before.periodMinutes;
      expect(everRings(before, trouble(before, alarm.metrics[0] ?? '', late)), id).toBe(false);
    }
  });

  it('on the day without a seal rings by silence, and not for a day that has one', () => {
    const silent = [...alarms].filter(([id, { isBelow }]) => isBelow && !id.startsWith('Heartbeat'));
    expect(silent.map(([id]) => id.replace(/[A-F0-9]{8}$/, ''))).toEqual(['DailySealNoSealAlarm']);
    for (const [, alarm] of silent) {
      const sealed = [{ metric: 'metric', fromMinute: begin, knownFromMinute: begin + 5, value: 1 }];
      expect(ringsAt(alarm, sealed, begin + 24 * 60)).toBe(false);
      expect(ringsAt(alarm, sealed, begin + 30 * 60)).toBe(true);
    }
  });

  it('on a heartbeat rings within fifty minutes of silence, and not for one that is late or lost', () => {
    const silent = [...alarms].filter(([id]) => id.startsWith('Heartbeat'));
    expect(silent).toHaveLength(7);
    for (const [id, alarm] of silent) {
      const beat = (index: number, late: number): Point => {
        const fromMinute = begin + index * alarm.periodMinutes;
        return {
          metric: 'metric',
          fromMinute,
          knownFromMinute: fromMinute + alarm.periodMinutes + late,
          value: 1,
        };
      };
      const beats = Array.from({ length: 12 }, (_, index) => beat(index, 7)).filter(
        (_, index) => index !== 6,
      );
      for (let minute = begin + 60; minute < begin + 120; minute += 1)
        expect(ringsAt(alarm, beats, minute), `${id} at minute ${minute - begin}`).toBe(false);
      expect(ringsAt(alarm, beats, begin + 120 + 50), id).toBe(true);
    }
  });

  it('on a service level rings for a share of questions, however many are asked, and stays quiet where none is', () => {
    const [id, fast] = [...alarms].find(([one]) => one.startsWith('LevelsFaultsFast')) ?? [];
    if (fast === undefined || id === undefined) throw new Error('there is none');
    const asked = (faults: number, questions: number) =>
      trouble(fast, 'bad', 3).map((point) => ({
        ...point,
        value: point.metric === 'bad' ? faults : questions,
      }));
    expect(fast.threshold).toBe(1.44);
    expect(
      [asked(1, 10), asked(15, 1_000), asked(14, 1_000), asked(0, 10), asked(0, 0)].map((points) =>
        everRings(fast, points),
      ),
    ).toEqual([true, true, false, false, false]);
    // Faults in fewer periods than half of the hour are used up of the month, and wake nobody.
    expect(everRings(fast, asked(15, 1_000).slice(2))).toBe(false);
  });

  it('of held items rings when three hours in a row add more than they settle', () => {
    const [, alarm] = ofTrouble().find(([id]) => id.startsWith('HeldGrowing')) ?? [];
    if (alarm === undefined) throw new Error('there is none');
    const grown = trouble(alarm, 'metric', 5);
    const settled = grown.map((point, index) => (index === 1 ? { ...point, value: -1 } : point));
    expect([everRings(alarm, grown), everRings(alarm, settled)]).toEqual([true, false]);
  });
});

describe('whoever is on call', () => {
  const topicOf = (template: Synthesized['workflow']) => resourcesOf(template, 'AWS::SNS::Topic');
  const all = (template: Synthesized['workflow']) => [
    ...resourcesOf(template, 'AWS::CloudWatch::Alarm'),
    ...resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm'),
  ];

  it('is reached by every alarm through a topic that the stack makes, which lets alarms of the account in', () => {
    const [[topic] = ['']] = topicOf(stacks.workflow);
    for (const [id, { Properties }] of all(stacks.workflow))
      expect(Properties['AlarmActions'], id).toEqual([{ Ref: topic }]);
    const [[, policy] = []] = resourcesOf(stacks.workflow, 'AWS::SNS::TopicPolicy');
    expect(policy?.Properties['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
        }),
      ]),
    });
  });

  it('gets mail where the context says so, and else is reached by the operator’s own topic', () => {
    const mailed = stacksOf({ alarmMail: 'one@example.org, two@example.org' }).workflow;
    expect(
      resourcesOf(mailed, 'AWS::SNS::Subscription').map(([, { Properties }]) => [
        Properties['Protocol'],
        Properties['Endpoint'],
      ]),
    ).toEqual([
      ['email', 'one@example.org'],
      ['email', 'two@example.org'],
    ]);
    const alarmTopicArn = 'arn:aws:sns:eu-west-1:111122223333:pager';
    const theirs = stacksOf({ alarmTopicArn }).workflow;
    expect(topicOf(theirs)).toEqual([]);
    for (const [id, { Properties }] of all(theirs))
      expect(Properties['AlarmActions'], id).toEqual([alarmTopicArn]);
    expect(() => stacksOf({ alarmTopicArn, alarmMail: 'one@example.org' })).toThrow('alarmMail');
  }, 60_000);

  it('is told that the books cannot be trusted by any alarm of their guards', () => {
    const [[, books] = []] = resourcesOf(stacks.workflow, 'AWS::CloudWatch::CompositeAlarm');
    const rule = JSON.stringify(books?.Properties['AlarmRule']);
    const named = [...rule.matchAll(/"Fn::GetAtt":\["(\w+?)[A-F0-9]{8}","Arn"\]/g)].map(([, id]) => id);
    expect(named.toSorted()).toEqual([
      'DailySealErrorsAlarm',
      'DailySealNoSealAlarm',
      'TamperWatchErrorsAlarm',
      'TamperWatchLateAlarm',
      'TamperWatchLostChangesAlarm',
      'TamperWatchTamperingAlarm',
    ]);
    expect(rule).toContain(' OR ');
  });
});

describe('what AWS would stop or lose by itself', () => {
  it('is a chain of calls of a queue’s function, which may call itself, and of no other', () => {
    const loops = resourcesOf(stacks.workflow, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
      id.includes('Worker'),
      Properties['RecursiveLoop'],
    ]);
    expect(loops.filter(([isWorker]) => isWorker)).toHaveLength(7);
    for (const [isWorker, loop] of loops) expect(loop).toBe(isWorker === true ? 'Allow' : undefined);
  });

  it('is a change that nobody could look into: a queue keeps where it is, long before its stream forgets it', () => {
    const mappings = resourcesOf(stacks.workflow, 'AWS::Lambda::EventSourceMapping').filter(([id]) =>
      id.startsWith('TamperWatch'),
    );
    expect(mappings).toHaveLength(2);
    for (const [, { Properties }] of mappings) {
      expect(Properties['MaximumRecordAgeInSeconds']).toBe(6 * 3_600);
      expect(JSON.stringify(Properties['DestinationConfig'])).toMatch(/OnFailure.*TamperWatchLostChanges/);
    }
  });
});
