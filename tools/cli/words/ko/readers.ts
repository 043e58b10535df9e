import type { TranslationOf } from '../../../../dashboard/words/catalogue.ts';
import type { readers as english } from '../en/readers.ts';

export const readers: TranslationOf<typeof english> = {
  help: '배포된 시스템의 장부를 읽을 사람을 초대합니다.',
  'import.help':
    'mail, role, locations, payers 열(번호는 빈칸으로 나눔)이 있는 CSV 파일의 모든 사람을 초대합니다. 이미 등록된 사람에게는 그룹만 더하고 메일은 보내지 않습니다.',
  'import.file': 'CSV 파일',
  'import.outputs': '"cdk deploy --outputs-file <파일>"이 쓴 파일',
  'import.only': '파일에 없는 등록된 사람과, 파일이 주지 않는 그룹을 뺍니다',
  'import.keep': '파일에 없어도 그대로 둘 사람, 예를 들어 배포 확인용 사용자',
  'import.dryRun': '파일을 확인하고 무엇을 할지만 알려 줍니다',
  'import.json': '[{ line, mail, groups, status }]를 JSON으로 표시합니다',
  'pool.local':
    '이 기기의 시스템에는 로그인이 없어 접속하는 사람은 모두 읽을 수 있습니다. --outputs로 배포된 시스템을 지정하십시오',
  'pool.own': '이 시스템은 직접 운영하는 발급자의 토큰을 받습니다. 그 발급자에 사람을 등록하십시오',
  unreadable: '{file}을(를) 읽을 수 없습니다: {why}',
  faults: '잘못된 것이 {count}건 있어 아무도 초대하지 않았습니다',
  nobody: '{file}에 아무도 없습니다. --only를 쓰면 모든 사람이 빠지게 됩니다',
  done: '등록 {count}명, 실패 {failed}건',
  'would.invite': '{mail}: 초대할 것입니다, 그룹 {groups}',
  'would.remove': '{mail}: 뺄 것입니다',
  'would.reduce': '{mail}: 그룹을 뺄 것입니다, {groups}',
  'status.invited': '{mail}: 초대함',
  'status.known': '{mail}: 이미 등록됨',
  'status.failed': '{mail}: 실패',
  'status.removed': '{mail}: 뺌',
  'status.reduced': '{mail}: 그룹을 뺌',
  line: ' ({line}번째 줄)',
  'fault.header': '첫 줄에 mail과 role 열이 있어야 하며, locations와 payers 열을 더할 수 있습니다',
  'fault.column':
    '첫 줄에 mail과 role 열이 있어야 하며, locations와 payers 열을 더할 수 있습니다. {column} 열은 쓸 수 없습니다',
  'fault.mail': '{mail}은(는) 메일 주소가 아닙니다',
  'fault.before': '{mail}은(는) 이미 {line}번째 줄에 있습니다',
  'fault.role': '{roles} 가운데 하나여야 하는데 {role}입니다',
  'fault.empty': '비어 있습니다. {role}은(는) 이 열이 없으면 아무것도 읽을 수 없습니다',
  'fault.filled': '비어 있어야 합니다. {role}에게는 쓰지 않는 열입니다',
  'fault.group': '{id}은(는) 그룹 이름이 아닙니다',
};
