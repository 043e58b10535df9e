/** What each kind of anomaly is and what to do about it, in Korean. */
import type { Phrase } from './catalogue.ts';

export const koFindings = {
  'anomaly.shortfall.about':
    '운송장의 일부가 도착하지 않았습니다. 발송지와 운송자에게 확인하고, 더 올 것이 없으면 운송장을 종결하십시오.',
  'anomaly.surplus.about':
    '보낸 것보다 많이 도착했습니다. 발송이나 도착을 잘못 입력하지 않았는지 발송지에 확인하십시오.',
  'anomaly.count-variance.about': '실사 결과가 장부와 다릅니다. 다시 세고, 빠진 문서가 없는지 확인하십시오.',
  'anomaly.unexplained-loss.about':
    '도난, 부족 인도 또는 이유를 알 수 없는 손실입니다. 거점에 경위를 확인하십시오.',
  'anomaly.shared-collector.about':
    '한 사람이 다섯 세대가 넘는 몫을 대신 받았습니다. 그 세대들이 보낸 사람인지 확인하십시오.',
  'anomaly.backdated-registration.about':
    '나중에 들어온 등록이 세대의 받을 몫을 바꿀 수 있었습니다. 서류와 대조하십시오.',
  'anomaly.tampering.about': '저장된 기장이 장부 밖에서 바뀌거나 지워졌습니다. 먼저 운영 지침을 따르십시오.',
  'anomaly.over-issue.about':
    '지시가 허용하는 것보다 많이 전달했습니다. 적힌 사유를 읽고, 부족하면 배급소에 확인하십시오.',
  'anomaly.disputed-receipt.about':
    '세대나 방문자가 장부보다 적은 양을 확인했습니다. 세대와 배급소를 방문하십시오.',
  'anomaly.unplanned-goods.about':
    '지시가 배급하지도 약속하지도 않은 물자입니다. 이름을 잘못 입력했으면 문서를 취소하고 다시 보내십시오.',
  'anomaly.diverted.about':
    '보낸 곳과 다른 곳에 도착했습니다. 어느 쪽을 잘못 입력했는지, 왜 다른 곳으로 갔는지 확인하십시오.',
  'anomaly.outside-area.about':
    '지시의 대상이 아닌 배급소로 갔습니다. 배급소를 잘못 입력했는지 확인하거나 지시를 수정하십시오.',
  'anomaly.repeated-arrival.about':
    '같은 운송장, 같은 곳, 같은 양의 도착이 발송 없이 다시 보고되었습니다. 차 한 대였으면 도착 하나를 취소하십시오.',
  'anomaly.beyond-plan.about':
    '계획과 약속을 합친 것보다 많이 들어왔습니다. kg을 t로 적는 등 단위를 잘못 입력했는지 확인하십시오.',
} as const satisfies Readonly<Record<string, Phrase>>;
