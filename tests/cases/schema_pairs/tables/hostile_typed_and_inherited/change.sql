ALTER TYPE "Type ""T""" ADD ATTRIBUTE "$$" "char" CASCADE;
ALTER TYPE "Type ""T""" RENAME ATTRIBUTE "it's" TO "it is" CASCADE;
ALTER TABLE "child of ""Parent \""" NO INHERIT "Parent \";
CREATE TABLE "😀" ("100%" text DEFAULT '100%') INHERITS ("Parent \");
