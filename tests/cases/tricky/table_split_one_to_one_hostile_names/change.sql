CREATE TABLE "App.Data"."User Profiles" (
    "User Id" uuid PRIMARY KEY REFERENCES "App.Data"."User Accounts" ("Id") ON DELETE CASCADE,
    "Bio" text,
    "avatar.url" text DEFAULT 'none'
);
INSERT INTO "App.Data"."User Profiles" SELECT "Id", "Bio ""quoted""", "avatar.url" FROM "App.Data"."User Accounts";
ALTER TABLE "App.Data"."User Accounts" DROP COLUMN "Bio ""quoted""", DROP COLUMN "avatar.url";
