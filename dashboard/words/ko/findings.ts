import type { TranslationOf } from '../catalogue.ts';
import type { findings as english } from '../en/findings.ts';

export const findings: TranslationOf<typeof english> = {
  'exceptions.title.held': '보류',
  'exceptions.title.rejected': '거절',
  'exceptions.held.why':
    '등록이나 도착 같은 것을 기다리는 항목입니다. 기다리던 것이 들어오면 자동으로 다시 처리됩니다.',
  'exceptions.rejected.why': '기장할 수 없는 항목입니다. 사유와 원래 메시지를 보관합니다.',
  'exceptions.none.held': '보류된 항목이 없습니다.',
  'exceptions.none.rejected': '거절된 항목이 없습니다.',
  'exceptions.none.soFar': '지금까지 찾은 항목이 없습니다. 더 보기를 누르면 계속 찾습니다.',
  'exceptions.gone': '표시된 항목 가운데 없습니다. 그사이 기장되었거나 목록의 더 아래에 있을 수 있습니다.',
  'exceptions.reason': '사유 코드',
  'exceptions.recorded': '기록 시각',
  'exceptions.document': '문서',
  'exceptions.type': '메시지 종류',
  'exceptions.source': '보낸 곳',
  'exceptions.event': '메시지 번호',
  'exceptions.facts': '기장되지 않은 사유',
  'exceptions.original': '받은 그대로의 메시지',
  'exceptions.evidence': '상세 내용',
  'exceptions.choose': '항목을 고르면 상세 내용이 나타납니다.',
  'exceptions.location': '거점',
  'exceptions.household': '세대',
  'exceptions.payer': '지급 기관',
  'anomalies.why': '평소와 달라 설명이 필요한 사항입니다. 잘못 입력한 경우처럼 흔한 원인일 때도 많습니다.',
  'anomalies.none': '이 지시에는 이상 징후가 없습니다.',
  'anomalies.quantity': '양',
  'anomalies.references': '관련 번호',
  'anomalies.collectedBy': '대리 수령인',
  'anomalies.entries': '재고 카드 기장',
  'anomalies.noEntries': '재고 카드의 최근 기장 가운데 이와 관련된 것이 없습니다.',
  'anomaly.shortfall': '부족',
  'anomaly.surplus': '초과',
  'anomaly.count-variance': '실사 차이',
  'anomaly.unexplained-loss': '원인 불명 손실',
  'anomaly.shared-collector': '같은 사람이 여러 세대분 대리 수령',
  'anomaly.backdated-registration': '소급 등록',
  'anomaly.tampering': '장부 변조',
  'anomaly.over-issue': '초과 전달',
  'anomaly.disputed-receipt': '다툼이 있는 수령',
  'anomaly.unplanned-goods': '계획에 없는 물자',
  'anomaly.diverted': '다른 곳에 도착',
  'anomaly.outside-area': '대상 지역 밖',
  'anomaly.repeated-arrival': '되풀이된 도착',
  'anomaly.beyond-plan': '계획 초과',
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
};
