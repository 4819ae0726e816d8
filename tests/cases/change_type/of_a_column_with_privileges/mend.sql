UPDATE wages SET "net; pay" = 0 WHERE "net; pay" IS NOT NULL AND ("net; pay" <> trunc("net; pay") OR abs("net; pay") > 2147483647);
