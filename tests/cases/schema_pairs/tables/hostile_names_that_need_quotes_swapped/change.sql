ALTER TABLE "a""b" RENAME TO "$$ %I %% :x {0}";
ALTER TABLE "a\b" RENAME TO "a""b";
ALTER TABLE "$$ %I %% :x {0}" RENAME TO "a\b";
