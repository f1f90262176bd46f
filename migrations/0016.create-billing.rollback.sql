-- With its routines and views, which only its owner may drop.
DROP SCHEMA billing CASCADE;
