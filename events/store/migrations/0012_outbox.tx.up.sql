-- The outbox at the desk: mail on hold, and what its lists are found by.

-- 0 where mail leaves
ALTER TABLE installation ADD COLUMN mail_held_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE installation ADD COLUMN mail_held_reason {{.Text}} NOT NULL DEFAULT '';

-- registrations_active finds the others by their address.
CREATE INDEX registrations_gone ON registrations (email_key)
  WHERE state <> 'confirmed' AND state <> 'waitlisted' AND email_key <> '';
-- What is rare: a list of it would read all that is frequent.
CREATE INDEX messages_unused ON messages (state, id)
  WHERE state = 'expired' OR state = 'skipped' OR state = 'cancelled';
