INSERT INTO admins SELECT id, name FROM people WHERE id IN (SELECT admin_id FROM rights) ON CONFLICT DO NOTHING;
