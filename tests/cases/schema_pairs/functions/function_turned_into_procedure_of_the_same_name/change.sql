DROP FUNCTION finish(integer);
CREATE PROCEDURE finish(job integer) LANGUAGE sql AS 'UPDATE jobs SET done = true WHERE id = job';
