ALTER TABLE users RENAME TO "USERS";
ALTER TABLE "Users" RENAME TO "users";
ALTER TABLE users RENAME COLUMN "userName" TO "user";
ALTER TABLE users RENAME CONSTRAINT "Users_pkey" TO "primary key, of 'users'";
