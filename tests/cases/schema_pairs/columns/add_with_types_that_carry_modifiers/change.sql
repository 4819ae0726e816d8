ALTER TABLE specimens
  ADD COLUMN a varchar(255), ADD COLUMN b varchar, ADD COLUMN c char, ADD COLUMN d char(12), ADD COLUMN e "char",
  ADD COLUMN f numeric, ADD COLUMN g numeric(5), ADD COLUMN h numeric(5, -2), ADD COLUMN i numeric(3, 5),
  ADD COLUMN j timestamp(0), ADD COLUMN k timestamp(3) with time zone, ADD COLUMN l time(6) with time zone,
  ADD COLUMN m interval day to second(3), ADD COLUMN n interval(2), ADD COLUMN o interval year to month,
  ADD COLUMN p bit, ADD COLUMN q bit(8), ADD COLUMN r bit varying, ADD COLUMN s varchar(20)[], ADD COLUMN t numeric(10, 2)[][],
  ADD COLUMN u float(24), ADD COLUMN v float(25), ADD COLUMN w bpchar, ADD COLUMN x name, ADD COLUMN y timestamp(2)[];
