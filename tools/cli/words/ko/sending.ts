import type { TranslationOf } from '../../../../dashboard/words/catalogue.ts';
import type { sending as english } from '../en/sending.ts';

export const sending: TranslationOf<typeof english> = {
  rows: '{count}행',
  events: '메시지 {count}건',
  'unit.events': '건',
  'send.help': '메시지를 그대로 보냅니다. 메시지 하나, 배열, 또는 한 줄에 하나씩 적은 파일을 쓸 수 있습니다.',
  'send.queue': '보낼 대기열',
  'send.file': 'JSON 파일. 표준 입력은 -',
  'send.anyway': '거절될 메시지도 보냅니다',
  'send.json':
    '{ queue, sent }를 JSON으로 표시합니다. --wait를 쓰면 posted, held, rejected, undone, undecided, exceptions도 표시합니다',
  'send.about': `
메시지 그룹과 중복 제거 번호는 메시지 자체에서 정해지므로, 파일을 다시 보내도 바뀌는 것이 없습니다. 파일에 정해진 형식과
다른 것이 있으면 아무것도 보내지 않고, 잘못된 것을 모두 알려 줍니다.

대기열과 그 대기열이 받는 메시지:
{queues}
`,
  'send.stray.unknown': '메시지 {count}건이 {queue}에서 거절될 것입니다: {type}은(는) 메시지 종류가 아닙니다',
  'send.stray.other': '메시지 {count}건이 {queue}에서 거절될 것입니다: {type}의 대기열은 {other}입니다',
  'send.noType': '종류가 없는 메시지',
  'send.noId': '번호가 없는 메시지',
  'send.faults': '거절될 잘못이 {count}건 있습니다:',
  'send.found.nothing': '없음',
  'send.field.event': '메시지',
  'send.more': '… 그 밖에 {count}건',
  'send.nothing': '아무것도 보내지 않았습니다. {why}{gap}(--anyway를 쓰면 그래도 보냅니다)',
  'send.sent': '메시지 {count}건을 {queue}(으)로 보냈습니다',
  'outcome.waiting': '처리를 기다리는 중',
  'outcome.how': '기장되지 않은 것을 보려면: npm run relief -- exceptions',
  'outcome.all': '모두 기장되었습니다',
  'outcome.none': '{counts}. 기장된 것은 없습니다',
  'outcome.rest': '{counts}. 나머지는 기장되었습니다',
  'outcome.held': '보류 {count}건',
  'outcome.rejected': '거절 {count}건',
  'outcome.undone': '기장된 뒤 취소됨 {count}건',
  'outcome.undecided': '아직 처리되지 않음 {count}건',
  'outcome.row.undone': '기장된 뒤 취소됨: {row}',
  'outcome.row.undecided': '아직 처리되지 않음: {row}',
  'outcome.copies': '{count}행은 전에 이미 처리된 것이며, 그 결과가 그대로 유지됩니다',
  'template.help': '처음 쓸 때의 서식 파일을 표시합니다. 머리글과 작성 예를 보여 주는 행이 있습니다.',
  'template.kind': '행에 적을 내용',
  'template.xlsx': 'CSV가 아니라 엑셀 파일로 만듭니다',
  'template.about': `
행은 작성 예이므로 바꾸어 적으십시오. 물자 전달은 "list --sheet"로 배급소의 세대가 채워진 파일을 만들 수 있습니다.
`,
  'import.help': '사무소의 CSV나 엑셀 파일, 또는 내보낸 메시지를 반입합니다.',
  'import.kind': '파일의 내용',
  'import.file': 'CSV나 .xlsx. events는 내보낸 events.ndjson. 표준 입력은 -',
  'import.order': 'orderId 열이 빈 행의 지시',
  'import.centre': '마찬가지로 centreId 열의 값',
  'import.location': '마찬가지로 locationId, at, to 열의 값',
  'import.payer': '마찬가지로 payerId 열의 값',
  'import.audit': '마찬가지로 auditId 열의 값',
  'import.currency': '마찬가지로 currency 열의 값',
  'import.effectiveFrom': '마찬가지로 effectiveFrom 열의 값 (YYYY-MM-DD)',
  'import.date': '행에 날짜가 없을 때 실제 날짜 (YYYY-MM-DD)',
  'import.time': '행에 시각이 없을 때 실제 시각, 예: "2020-08-08 17:00". 시차를 붙여도 됩니다',
  'import.zone': '시차가 없는 시각의 시간대 (기본값: 시스템의 시간대)',
  'import.decimal': '파일에서 소수점으로 쓰는 기호',
  'import.encoding': '바이트 순서 표시가 없는 CSV 파일의 인코딩',
  'import.anyway': '경고를 확인한 뒤, 의심스러운 것도 보냅니다',
  'import.dryRun': '보내거나 쓰지 않고, 보낼 것과 잘못된 것만 알려 줍니다',
  'import.rejects': '보내지 않은 행을 쓸 파일 (기본값: 반입하는 파일 옆)',
  'import.json': '결과를 JSON으로 표시합니다: { kind, rows, events, notSent, … }',
  'import.about': `
열의 순서와 대소문자는 상관없습니다. 쉼표, 세미콜론, 탭으로 나눈 CSV나 엑셀 파일의 첫 시트를 쓸 수 있습니다:
{columns}
  물자 전달에는 "rice (kg)", "oil (bottle)"처럼 물자와 단위마다 열이 하나씩 있습니다. 빈칸이나 0은 없다는 뜻입니다.
  송장, 도착, 실사는 한 문서의 행들이 같은 번호를 쓰며, 물자마다 한 행을 씁니다. 그 밖의 열, 머리글 위의 제목, 빈 열은
  읽지 않습니다. "template <kind>"로 서식 파일을 만들 수 있습니다.

실제 일시: time 열(시차를 붙이거나 시스템의 시간대로), date 열, --time 또는 --date. 날짜만 있으면 정오로 봅니다. 물자
전달, 반납, 지급에 일시가 없으면 지금으로 기록합니다. 실사에는 시각이, 나머지에는 날짜가 있어야 합니다.

두 가지로 읽을 수 있는 것은 받지 않습니다: 8.000이나 1,5(--decimal로 소수점 기호를 밝히지 않은 경우), 01.02.2020, 다른
세대의 수령증 번호, 지시가 시행 중이 아닌 날짜. 그런 행은 "파일:줄:칸 열: 필요한 값 …"으로 표시되고, 들어온 인코딩
그대로 <파일>.rejects.csv나 .xlsx에 저장됩니다. 나머지 행은 보냅니다. 그 파일에서 고친 다음 그 파일을 반입하십시오.
지시에 없는 물자, 계획보다 훨씬 많은 양, 보낸 곳과 다른 곳에 온 차, 등록부에 거의 없는 세대 등이 있으면 --anyway를 쓰지
않는 한 파일 전체를 보내지 않습니다. 같은 파일을 다시 반입해도, 중간에 멈췄더라도 바뀌는 것이 없습니다.

--wait를 쓰면 시스템이 거절한 행도, 각각 바로잡을 예외와 함께 그 파일에 저장됩니다.
종료 코드: 0 모두 기장됨 · 1 거절된 행이 있음 · 2 보내지 않은 행이 있음 · 4 보류된 행이 있음.
`,
  'import.stopped': '중지했습니다. 두 번 보내는 것은 없으니, 같은 명령을 다시 실행하면 마저 보냅니다.',
  'import.dryRunEvents': '--dry-run은 사무소의 파일에만 쓸 수 있습니다',
  'import.progress': '{file}의 {kind}',
  'import.replayed': '{events}을 {waves}에 나누어 보냈으며, 각 차례가 처리된 뒤 다음을 보냈습니다',
  'import.waves': '{count}차례',
  'import.noZone': '{zone} 시간대가 없습니다',
  'import.doubt': '맞습니까? {warning}',
  'import.nothing': '아무것도 보내지 않았습니다. 파일을 고치거나, --anyway를 써서 그대로 보내십시오',
  'import.would': '{rows}을 {events}으로 보낼 것입니다',
  'import.wouldNot': '{count}행은 보내지 않을 것입니다',
  'import.more': '… 그 밖에 {count}건',
  'import.some': '그 전에 보낸 행이 있을 수 있습니다. 파일을 다시 반입해도 두 번 보내는 것은 없습니다',
  'import.sent': '{rows}을 {events}으로 보냈습니다',
  'import.unchanged': '{count}행은 이미 등록된 내용과 같습니다',
  'import.empty': '파일에 행이 없습니다',
  'import.notSent': '{count}행은 보내지 않았습니다. {file}에서 고친 다음 그 파일을 반입하십시오',
  'import.returned': '거절된 {count}행도 {file}에 있습니다. 거기서 고치면 거절된 것을 대신합니다',
  'import.uncompared': '파일을 장부와 비교하지 않았습니다',
  'import.cannotCompare':
    '파일을 장부와 비교할 수 없어 아무것도 보내지 않았습니다: {why} (--anyway를 쓰면 비교하지 않고 보냅니다)',
  'import.unknownOrder':
    '{order} 지시가 아직 없습니다. 그 지시를 적은 행은 확인하지 않고 보내며, 지시가 내려질 때까지 기다립니다',
  'import.notRead': '읽지 않는 열: {columns}',
  'import.datedNow':
    '{count}행에 시각이 없어 지금({zone} {now})으로 기록합니다. 다른 날이면 --date, --time 또는 date 열에 적으십시오',
};
