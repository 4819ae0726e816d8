CREATE TABLE members (
    id bigserial PRIMARY KEY,
    email text NOT NULL CONSTRAINT members_email_key UNIQUE,
    active boolean NOT NULL DEFAULT true
);
