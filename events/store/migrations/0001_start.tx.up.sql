-- One text for both engines; what differs comes from dialect.go. Times are
-- microseconds since 1970 in UTC, 0 for none. Whatever is searched, joined,
-- constrained or counted has a column; the rest of an object is JSON.
--
-- What every registration and letter writes is checked with OR and not with a
-- list: SQLite fills a table in memory for a list of three, row by row.

CREATE TABLE installation (
  one SMALLINT NOT NULL PRIMARY KEY CHECK (one = 1),
  -- rises with every write of the programme that shows on a page
  change BIGINT NOT NULL,
  key_fingerprint {{.Text}} NOT NULL
);
INSERT INTO installation (one, change, key_fingerprint) VALUES (1, 1, '');

CREATE TABLE programme (
  one SMALLINT NOT NULL PRIMARY KEY CHECK (one = 1),
  id {{.Text}} NOT NULL,
  body {{.Text}} NOT NULL
);

CREATE TABLE sectors (
  id {{.Text}} NOT NULL PRIMARY KEY,
  slug {{.Text}} NOT NULL,
  body {{.Text}} NOT NULL
);

CREATE TABLE venues (
  id {{.Text}} NOT NULL PRIMARY KEY,
  body {{.Text}} NOT NULL
);

CREATE TABLE records (
  kind {{.Text}} NOT NULL,
  id {{.Text}} NOT NULL,
  body {{.Text}} NOT NULL,
  PRIMARY KEY (kind, id)
){{.Clustered}};

CREATE TABLE offerings (
  id {{.Text}} NOT NULL PRIMARY KEY,
  slug {{.Text}} NOT NULL UNIQUE,
  kind {{.Text}} NOT NULL CHECK (kind IN ('workshop', 'presentation', 'interview', 'popup', 'online')),
  title_nl {{.Text}} NOT NULL,
  title_en {{.Text}} NOT NULL,
  summary_nl {{.Text}} NOT NULL,
  summary_en {{.Text}} NOT NULL,
  duration {{.Text}} NOT NULL,
  capacity INTEGER CHECK (capacity >= 0),
  waitlist {{.Text}} NOT NULL CHECK (waitlist IN ('off', 'auto', 'offer')),
  visibility {{.Text}} NOT NULL CHECK (visibility IN ('public', 'invited', 'site')),
  discreet BOOLEAN NOT NULL,
  quiet_hours BOOLEAN NOT NULL,
  -- NULL takes the programme's rules, [] is none
  reminders {{.Text}},
  -- another one with every write (memo.go)
  stamp {{.Text}} NOT NULL
);

CREATE TABLE employers (
  id {{.Text}} NOT NULL PRIMARY KEY,
  sector_id {{.Text}} REFERENCES sectors (id),
  body {{.Text}} NOT NULL
);

CREATE TABLE sites (
  id {{.Text}} NOT NULL PRIMARY KEY,
  employer_id {{.Text}} NOT NULL REFERENCES employers (id),
  body {{.Text}} NOT NULL
);
CREATE INDEX sites_employer ON sites (employer_id, id);

CREATE TABLE facilitators (
  id {{.Text}} NOT NULL PRIMARY KEY,
  body {{.Text}} NOT NULL
);

CREATE TABLE sessions (
  id {{.Text}} NOT NULL PRIMARY KEY,
  slug {{.Text}} NOT NULL UNIQUE,
  offering_id {{.Text}} NOT NULL REFERENCES offerings (id),
  title_nl {{.Text}} NOT NULL,
  title_en {{.Text}} NOT NULL,
  sector_id {{.Text}} REFERENCES sectors (id),
  employer_id {{.Text}} REFERENCES employers (id),
  language {{.Text}} NOT NULL,
  series_id {{.Text}} NOT NULL,
  series_index INTEGER NOT NULL,
  series_count INTEGER NOT NULL,
  zone {{.Text}} NOT NULL,
  -- the first block's start and the last end
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  capacity INTEGER CHECK (capacity >= 0),
  no_limit BOOLEAN NOT NULL,
  waitlist {{.Text}} NOT NULL CHECK (waitlist IN ('', 'off', 'auto', 'offer')),
  closes_at BIGINT NOT NULL,
  location {{.Text}} NOT NULL,
  join_url {{.Text}} NOT NULL,
  facilitators {{.Text}},
  -- NULL takes the offering's rules, [] is none
  reminders {{.Text}},
  state {{.Text}} NOT NULL CHECK (state IN ('draft', 'published', 'cancelled', 'held')),
  reason_nl {{.Text}} NOT NULL,
  reason_en {{.Text}} NOT NULL,
  extra {{.Text}} NOT NULL,
  sequence INTEGER NOT NULL,
  version INTEGER NOT NULL,
  -- another one with every write (memo.go)
  stamp {{.Text}} NOT NULL
);
CREATE INDEX sessions_start ON sessions (starts_at, id);
CREATE INDEX sessions_offering ON sessions (offering_id);
CREATE INDEX sessions_series ON sessions (series_id) WHERE series_id <> '';

-- What every registration writes, apart from the broad row of the session: the
-- row that is locked, counted on, and summed for the version of the overview.
CREATE TABLE session_counts (
  session_id {{.Text}} NOT NULL PRIMARY KEY REFERENCES sessions (id),
  -- the effective capacity, the session's own or the offering's
  seats INTEGER,
  confirmed INTEGER NOT NULL CHECK (confirmed >= 0),
  waitlisted INTEGER NOT NULL CHECK (waitlisted >= 0),
  last_queue_no BIGINT NOT NULL,
  change BIGINT NOT NULL,
  CONSTRAINT session_seats CHECK (seats IS NULL OR confirmed <= seats)
){{.Clustered}};

CREATE TABLE blocks (
  session_id {{.Text}} NOT NULL REFERENCES sessions (id),
  id {{.Text}} NOT NULL,
  ordinal INTEGER NOT NULL,
  label {{.Text}} NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  -- the same on the clocks of the session's zone
  starts_wall {{.Text}} NOT NULL,
  ends_wall {{.Text}} NOT NULL,
  capacity INTEGER CHECK (capacity >= 0),
  shifts {{.Text}},
  confirmed INTEGER NOT NULL CHECK (confirmed >= 0),
  waitlisted INTEGER NOT NULL CHECK (waitlisted >= 0),
  PRIMARY KEY (session_id, id),
  CONSTRAINT block_seats CHECK (capacity IS NULL OR confirmed <= capacity)
){{.Clustered}};

CREATE TABLE registrations (
  id {{.Text}} NOT NULL PRIMARY KEY,
  session_id {{.Text}} NOT NULL,
  block_id {{.Text}} NOT NULL,
  -- '' for the first of a group
  group_id {{.Text}} NOT NULL,
  name {{.Text}} NOT NULL,
  email {{.Text}} NOT NULL,
  -- the address in lower case
  email_key {{.Text}} NOT NULL,
  language {{.Text}} NOT NULL,
  employer {{.Text}} NOT NULL,
  needs {{.Text}} NOT NULL,
  discreet BOOLEAN NOT NULL,
  mode {{.Text}} NOT NULL CHECK (mode = '' OR mode = 'pseudonym' OR mode = 'anonymous'),
  state {{.Text}} NOT NULL CHECK (state = 'confirmed' OR state = 'waitlisted' OR state = 'withdrawn'
    OR state = 'attended' OR state = 'no_show'),
  participation {{.Text}} NOT NULL CHECK (participation = 'needs-action' OR participation = ''
    OR participation = 'accepted' OR participation = 'declined' OR participation = 'tentative'),
  uid {{.Text}} NOT NULL,
  sequence INTEGER NOT NULL,
  organizer {{.Text}} NOT NULL,
  queue_no BIGINT NOT NULL,
  link_version INTEGER NOT NULL,
  registered_at BIGINT NOT NULL,
  confirmed_at BIGINT NOT NULL,
  withdrawn_at BIGINT NOT NULL,
  reminders_off BOOLEAN NOT NULL,
  consent_newsletter BOOLEAN NOT NULL,
  consent_survey BOOLEAN NOT NULL,
  erase_requested BOOLEAN NOT NULL,
  erased_at BIGINT NOT NULL,
  told {{.Text}} NOT NULL,
  FOREIGN KEY (session_id, block_id) REFERENCES blocks (session_id, id)
){{.Clustered}};
-- By address first: it also finds what somebody who lost the link holds.
CREATE UNIQUE INDEX registrations_active ON registrations (email_key, session_id)
  WHERE state IN ('confirmed', 'waitlisted') AND email_key <> '';
-- With erased_at, so that retention need not read what is erased already.
CREATE INDEX registrations_session ON registrations (session_id, id, erased_at);
CREATE INDEX registrations_waiting ON registrations (session_id, queue_no) WHERE state = 'waitlisted';
CREATE INDEX registrations_group ON registrations (group_id) WHERE group_id <> '';
CREATE INDEX registrations_erase ON registrations (id) WHERE erase_requested AND erased_at = 0;

CREATE TABLE subscriptions (
  id {{.Text}} NOT NULL PRIMARY KEY,
  email {{.Text}} NOT NULL,
  email_key {{.Text}} NOT NULL UNIQUE,
  language {{.Text}} NOT NULL,
  link_version INTEGER NOT NULL,
  asked_at BIGINT NOT NULL,
  confirmed_at BIGINT NOT NULL
);
CREATE INDEX subscriptions_unconfirmed ON subscriptions (asked_at) WHERE confirmed_at = 0;

CREATE TABLE reminders (
  session_id {{.Text}} NOT NULL,
  block_id {{.Text}} NOT NULL,
  rule {{.Text}} NOT NULL,
  kind {{.Text}} NOT NULL CHECK (kind IN ('reminder', 'follow_up')),
  due_at BIGINT NOT NULL,
  send_at BIGINT NOT NULL,
  state {{.Text}} NOT NULL CHECK (state IN ('planned', 'sent', 'skipped', 'cancelled')),
  reason {{.Text}} NOT NULL,
  recipients INTEGER NOT NULL,
  PRIMARY KEY (session_id, block_id, rule),
  FOREIGN KEY (session_id, block_id) REFERENCES blocks (session_id, id) ON DELETE CASCADE
){{.Clustered}};
CREATE INDEX reminders_due ON reminders (send_at) WHERE state = 'planned';

CREATE TABLE messages (
  id {{.Text}} NOT NULL PRIMARY KEY,
  about {{.Text}} NOT NULL,
  about_id {{.Text}} NOT NULL,
  kind {{.Text}} NOT NULL,
  rule {{.Text}} NOT NULL,
  sequence INTEGER NOT NULL,
  state {{.Text}} NOT NULL CHECK (state = 'queued' OR state = 'sending' OR state = 'delivered'
    OR state = 'retrying' OR state = 'in_doubt' OR state = 'held' OR state = 'failed' OR state = 'expired'
    OR state = 'skipped' OR state = 'cancelled'),
  reason {{.Text}} NOT NULL,
  session_id {{.Text}} REFERENCES sessions (id),
  block_id {{.Text}},
  registration_id {{.Text}} REFERENCES registrations (id),
  priority SMALLINT NOT NULL CHECK (priority BETWEEN 0 AND 2),
  due_at BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  doubts INTEGER NOT NULL,
  delivered_at BIGINT NOT NULL,
  message_id {{.Text}} NOT NULL,
  last_error {{.Text}} NOT NULL,
  fence BIGINT NOT NULL,
  -- real time, while sending
  lease_until BIGINT NOT NULL,
  -- due_at before the lease, for what is taken back
  due_before BIGINT NOT NULL,
  -- so that the identity also finds the letters of a registration, and by way
  -- of the registrations those of a session
  CHECK (about <> 'registration' OR registration_id = about_id)
){{.Clustered}};
CREATE UNIQUE INDEX messages_identity ON messages (about, about_id, kind, rule, sequence);
-- The state is there for counting alone.
CREATE INDEX messages_due ON messages (priority, due_at, id, state)
  WHERE state = 'queued' OR state = 'retrying' OR state = 'in_doubt';
CREATE INDEX messages_leased ON messages (lease_until) WHERE state = 'sending';
CREATE INDEX messages_troubled ON messages (state, id)
  WHERE state = 'retrying' OR state = 'in_doubt' OR state = 'held' OR state = 'failed';

CREATE TABLE once (
  scope {{.Text}} NOT NULL,
  once_key {{.Text}} NOT NULL,
  body_hash {{.Binary}} NOT NULL,
  made_id {{.Text}} NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (scope, once_key)
){{.Clustered}};
CREATE INDEX once_age ON once (made_at);

CREATE TABLE users (
  id {{.Text}} NOT NULL PRIMARY KEY,
  email {{.Text}} NOT NULL,
  email_key {{.Text}} NOT NULL UNIQUE,
  role {{.Text}} NOT NULL CHECK (role IN ('admin', 'coordinator', 'facilitator', 'viewer')),
  password {{.Text}} NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE api_tokens (
  id {{.Text}} NOT NULL PRIMARY KEY,
  name {{.Text}} NOT NULL,
  role {{.Text}} NOT NULL CHECK (role IN ('admin', 'coordinator', 'facilitator', 'viewer')),
  hash {{.Binary}} NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);
