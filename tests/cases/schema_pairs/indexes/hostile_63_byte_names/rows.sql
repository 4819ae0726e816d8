INSERT INTO employee_onboarding_document_signature_requests VALUES (1, 'a', 'x'), (2, NULL, 'y'), (3, 'c', NULL);
