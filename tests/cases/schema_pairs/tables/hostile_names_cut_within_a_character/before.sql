CREATE TABLE "данные_о_покупателях_и_заказах_магазина" (id integer PRIMARY KEY, "имя" text);
