CREATE TABLE employee_onboarding_document_signature_requests (id integer PRIMARY KEY, requested_signature_identifier text, "Ünïcödé_äöü_äöü_äöü_äöü_äöü_äöü" text);
