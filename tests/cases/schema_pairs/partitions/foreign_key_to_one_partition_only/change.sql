ALTER TABLE fixes ADD CONSTRAINT fixes_version_fkey FOREIGN KEY (major, minor) REFERENCES versions_1;
