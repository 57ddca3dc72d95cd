-- Logging in at the desk, and the audit of what is done there.

ALTER TABLE users ADD COLUMN one_time {{.Text}} NOT NULL DEFAULT '';
-- the last time step of which a code was used
ALTER TABLE users ADD COLUMN one_time_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN last_login_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN disabled_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE recovery_codes (
  user_id {{.Text}} NOT NULL REFERENCES users (id),
  hash {{.Binary}} NOT NULL,
  PRIMARY KEY (user_id, hash)
){{.Clustered}};

CREATE TABLE logins (
  id {{.Text}} NOT NULL PRIMARY KEY,
  user_id {{.Text}} NOT NULL REFERENCES users (id),
  hash {{.Binary}} NOT NULL UNIQUE,
  -- false between the password and the second step
  whole BOOLEAN NOT NULL,
  agent {{.Text}} NOT NULL,
  pending {{.Text}} NOT NULL,
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
CREATE INDEX logins_user ON logins (user_id);

CREATE TABLE account_links (
  id {{.Text}} NOT NULL PRIMARY KEY,
  user_id {{.Text}} NOT NULL REFERENCES users (id),
  kind {{.Text}} NOT NULL CHECK (kind IN ('password_reset', 'account_invitation')),
  language {{.Text}} NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX account_links_user ON account_links (user_id);

-- No name, no address, nothing that somebody typed: ids and codes.
CREATE TABLE audit (
  no {{.Counter}} PRIMARY KEY,
  at BIGINT NOT NULL,
  who {{.Text}} NOT NULL,
  what {{.Text}} NOT NULL,
  about {{.Text}} NOT NULL,
  about_id {{.Text}} NOT NULL,
  detail {{.Text}} NOT NULL
);
