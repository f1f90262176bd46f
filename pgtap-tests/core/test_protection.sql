-- Facts stay; commands repeat; policies are laid once.
SELECT plan(14);

SELECT is(core.protect_table('settlement.statement', 'whole'), 0, 'what stands is not touched');
ALTER POLICY statement_app_read ON settlement.statement USING (false);
SELECT is(core.protect_table('settlement.statement', 'whole'), 1, 'a changed policy is laid again');
CREATE POLICY statement_extra ON settlement.statement USING (true);
SELECT is(core.protect_table('settlement.statement', 'whole'), 1, 'a foreign one goes');
SELECT throws_ok($$SELECT core.protect_table('settlement.line', 'nonsense')$$, 'MC002', NULL, 'unknown presets are refused');

CREATE SCHEMA trial;
GRANT USAGE, CREATE ON SCHEMA trial TO mg_owner;
SET LOCAL ROLE mg_owner;
CREATE TABLE trial.fact (fact_id integer);
CREATE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON trial.fact FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('trial.undo');
CREATE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON trial.fact FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE FUNCTION trial.undo(p_id integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'BEGIN DELETE FROM trial.fact WHERE fact_id = p_id; END';
CREATE FUNCTION trial.undo_more(p_id integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'BEGIN DELETE FROM trial.fact WHERE fact_id = p_id; END';
INSERT INTO trial.fact VALUES (1), (2);
SET LOCAL search_path = tap, pg_catalog;
RESET ROLE;
SELECT throws_ok('DELETE FROM trial.fact', 'MC901', NULL, 'facts are not deleted, not even by the administrator');
SELECT throws_ok('UPDATE trial.fact SET fact_id = 3', 'MC901', NULL, 'nor changed');
SELECT throws_ok('TRUNCATE trial.fact', 'MC901', NULL, 'nor emptied');
SELECT throws_ok('SELECT trial.undo_more(1)', 'MC901', NULL, 'a routine that isn''t named may not either');
SELECT lives_ok('SELECT trial.undo(1)', 'the one that is named may');
SELECT results_eq('SELECT fact_id FROM trial.fact', 'VALUES (2)', 'and did');

SELECT is(core.begin_command('00000000-0000-7000-8000-000000000001', 'try', 'k', '{"a": 1}', uuidv7()), NULL, 'a new command goes on');
SELECT core.end_command('00000000-0000-7000-8000-000000000001', 'try', 'k', '{"answer": 7}');
SELECT is(core.begin_command('00000000-0000-7000-8000-000000000001', 'try', 'k', '{"a": 1}', uuidv7()), '{"answer": 7}'::jsonb,
  'the same key and body gets the same answer');
SELECT throws_ok($$SELECT core.begin_command('00000000-0000-7000-8000-000000000001', 'try', 'k', '{"a": 2}', uuidv7())$$, 'MC501', NULL,
  'the same key with another body is a conflict');
SELECT throws_ok($$SELECT core.end_command('00000000-0000-7000-8000-000000000001', 'try', 'other', '{}')$$, 'MC903', NULL,
  'what hasn''t begun can''t end');

SELECT * FROM finish();
