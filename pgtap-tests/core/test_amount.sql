-- Amounts between people and the database, exactly: no binary floating point on the way (SE-03).
SELECT plan(6);

SELECT is(core.minor_units('999999999999999.99', 'USD'), 99999999999999999::bigint, 'seventeen digits, to the cent');
SELECT is(core.minor_units('-0.01', 'USD'), -1::bigint, 'a cent');
SELECT is(core.minor_units('900719925474993', 'KRW'), 900719925474993::bigint, 'won');
SELECT is(core.amount_text(99999999999999999, 'USD'), '999,999,999,999,999.99 USD', 'and back');
SELECT is(core.amount_text(-5, 'USD'), '-0.05 USD', 'cents');
SELECT is(core.amount_text(1234567, 'KRW'), '1,234,567 KRW', 'won have no decimals');

SELECT * FROM finish();
