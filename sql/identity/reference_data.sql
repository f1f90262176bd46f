SELECT identity.add_service_user('cli', '명령줄', 'Command line');
SELECT identity.add_service_user('import', '가져오기', 'Import');
SELECT identity.add_service_user('settlement', '정산', 'Settlement');
SELECT identity.add_service_user('scheduler', '스케줄러', 'Scheduler');
SELECT identity.add_service_user('demo', '데모', 'Demo');
