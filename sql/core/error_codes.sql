-- The registry. Letters: core MC, identity MI, tenancy MT, pricing MP, commerce MM, ledger ML, settlement MS, ops MO,
-- audit MA. Digits: 0xx bad input, 1xx forbidden, 4xx not found, 5xx conflict, 9xx invariant broken.
-- A message is the very sentence that is raised. Codes of PostgreSQL stand here where people can meet them.
DELETE FROM core.error_code;
INSERT INTO core.error_code (error_code, http_status, message, hint_ko, hint_en)
VALUES
  ('22P02', 400, 'invalid text representation', '값의 형식을 확인해 주세요.', 'Check the form of the value.'),
  ('23505', 409, 'it is there already', '이미 등록된 값입니다.', 'This value is there already.'),
  ('23514', 400, 'a value is out of bounds', '입력한 값의 범위를 확인해 주세요.', 'Check the value against its bounds.'),
  ('23P01', 409, 'two periods of validity overlap', '적용 기간이 기존 값과 겹칩니다.', 'Its validity overlaps that of another.'),
  ('40001', 503, 'could not serialize access', '잠시 뒤 다시 시도해 주세요.', 'Try again in a moment.'),
  ('40P01', 503, 'deadlock detected', '잠시 뒤 다시 시도해 주세요.', 'Try again in a moment.'),
  ('42501', 403, 'permission denied', '이 작업을 할 권한이 없습니다.', 'You may not do this.'),
  ('55P03', 503, 'lock not available', '다른 작업이 진행 중입니다. 잠시 뒤 다시 시도해 주세요.', 'Another task is running. Try again in a moment.'),
  ('57014', 503, 'canceling statement due to statement timeout', '시간이 너무 오래 걸려 중단했습니다.', 'It took too long and was stopped.'),
  ('MC001', 400, 'unknown seal scope', 'mg.seal_scope 값은 backend 또는 cluster여야 합니다.', 'mg.seal_scope is backend or cluster.'),
  ('MC002', 400, 'unknown policy preset', '정책 프리셋 이름을 확인해 주세요.', 'Check the name of the policy preset.'),
  ('MC003', 400, 'business days are counted forward only', '영업일 수는 0 이상이어야 합니다.', 'Give 0 or more business days.'),
  ('MC101', 403, 'no valid tenant context', '다시 로그인해 주세요.', 'Sign in again.'),
  ('MC501', 409, 'this request key was used for another request', '새 요청에는 새 키를 사용해 주세요.', 'Use a new key for a new request.'),
  ('MC901', 500, 'append-only rows cannot be changed or deleted', '기존 기록을 되돌리는 새 기록으로 정정해 주세요.', 'Correct by a new row that reverses the old one.'),
  ('MC902', 500, 'a context cannot be sealed', '운영팀에 알려 주세요.', 'Tell the operators.'),
  ('MC903', 500, 'a command ended that had not begun', '운영팀에 알려 주세요.', 'Tell the operators.'),
  ('MI101', 403, 'no such session', '다시 로그인해 주세요.', 'Sign in again.'),
  ('MI102', 403, 'not a member in that role', '이 사업장에 대한 권한이 없습니다. 대표자에게 요청해 주세요.', 'Ask the tenant''s owner for a membership.'),
  ('MI103', 403, 'not an operator', '플랫폼 관리자에게 요청해 주세요.', 'Ask an administrator of the platform.'),
  ('MI104', 403, 'this user cannot log in', '플랫폼 관리자에게 요청해 주세요.', 'Ask an administrator of the platform.'),
  ('MI401', 404, 'no such tenant', '사업장 코드를 확인해 주세요.', 'Check the tenant''s key.'),
  ('MI402', 404, 'no such service user', '운영팀에 알려 주세요.', 'Tell the operators.'),
  ('MI403', 404, 'no such user', '사용자를 먼저 등록해 주세요.', 'Add the user first.'),
  ('MI501', 409, 'this email is taken', '이미 등록된 이메일입니다.', 'Grant a membership to the user who has it.');
