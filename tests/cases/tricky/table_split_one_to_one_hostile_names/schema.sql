CREATE SCHEMA "App.Data";
CREATE TABLE "App.Data"."User Accounts" (
    "Id" uuid PRIMARY KEY,
    "E-Mail" text NOT NULL UNIQUE,
    "Bio ""quoted""" text,
    "avatar.url" text DEFAULT 'none',
    "Group" int
);
