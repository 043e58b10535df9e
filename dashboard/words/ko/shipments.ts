import type { TranslationOf } from '../catalogue.ts';
import type { shipments as english } from '../en/shipments.ts';

export const shipments: TranslationOf<typeof english> = {
  'pipeline.title': '수송',
  'pipeline.none': '아직 발송된 물자가 없습니다.',
  'pipeline.caption': '이 지시의 송장과 품목별 내역입니다.',
  'pipeline.waybill': '송장',
  'pipeline.route': '출발지와 도착지',
  'pipeline.state': '상태',
  'pipeline.sent': '발송',
  'pipeline.arrived': '정상 도착',
  'pipeline.filter': '보기',
  'pipeline.filter.all': '모든 송장',
  'pipeline.filter.in-transit': '수송 중',
  'pipeline.filter.part-arrived': '일부 도착',
  'pipeline.filter.arrived': '도착',
  'pipeline.filter.differing': '부족, 손실 또는 초과',
  'pipeline.all': '모든 송장',
  'pipeline.shares': '배급소로 나누어 보낸 물자',
  'pipeline.carrier': '운송: {carrier}',
  'way.coming': '이곳으로 오는 중',
  'way.nothing': '이곳으로 오고 있는 물자가 없습니다.',
  'way.come': '도착',
  'way.noneYet':
    '이곳으로 발송되어 도착한 송장이 아직 없습니다. 발송 기록 없이 온 물자는 재고 카드에 있습니다.',
  'way.all': '이곳으로 발송된 모든 송장',
  'pipeline.noMatch': '해당하는 송장이 없습니다.',
  'status.in-transit': '수송 중',
  'status.part-arrived': '일부 도착',
  'status.arrived': '도착',
  'status.closed': '종결',
};
