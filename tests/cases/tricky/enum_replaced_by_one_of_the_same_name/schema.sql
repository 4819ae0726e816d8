CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'ROOT');
CREATE TABLE "User" (
    "id" text NOT NULL CONSTRAINT "User_pkey" PRIMARY KEY,
    "email" text NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'USER',
    "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "User_email_key" ON "User" ("email");
