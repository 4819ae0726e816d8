UPDATE "It""ems" SET "price %" = 1 WHERE "price %" <= 0;
