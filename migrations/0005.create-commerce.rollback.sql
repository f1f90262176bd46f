DROP TABLE commerce.payment_event;
DROP TABLE commerce.payment_ref;
DROP TABLE commerce.import_event;
DROP TABLE commerce.import_row;
DROP TABLE commerce.import_file;
