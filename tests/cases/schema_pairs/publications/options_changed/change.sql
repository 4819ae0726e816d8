ALTER PUBLICATION of_measures SET (publish_via_partition_root = true, publish = 'insert, update, truncate');
ALTER PUBLICATION empty_one SET (publish = 'insert,update,delete,truncate');
ALTER PUBLICATION of_measures DROP TABLE measures;
ALTER PUBLICATION of_measures ADD TABLE measures_1;
