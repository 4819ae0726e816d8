UPDATE items SET n = 1 WHERE n <> trunc(n) OR n <= 0;
