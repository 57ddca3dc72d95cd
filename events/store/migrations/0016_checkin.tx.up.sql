-- Finding people, and receiving them at the door.

-- The beginnings that a registration is found by. They are written after it,
-- not with it: a registration must not wait for a dozen rows.
CREATE TABLE search_words (
  word {{.Text}} NOT NULL,
  registration_id {{.Text}} NOT NULL,
  PRIMARY KEY (word, registration_id)
){{.Clustered}};
CREATE INDEX search_words_registration ON search_words (registration_id);

-- What a session's count of changes was when its registrations had their words.
CREATE TABLE search_sessions (
  session_id {{.Text}} NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  change BIGINT NOT NULL
){{.Clustered}};

-- What coordinators wrote down about somebody. It goes with the person.
CREATE TABLE registration_notes (
  registration_id {{.Text}} NOT NULL PRIMARY KEY REFERENCES registrations (id),
  body {{.Text}} NOT NULL
){{.Clustered}};

-- Who walked in without a registration: a number, never a list.
CREATE TABLE walk_ins (
  session_id {{.Text}} NOT NULL,
  block_id {{.Text}} NOT NULL,
  people INTEGER NOT NULL CHECK (people >= 0),
  PRIMARY KEY (session_id, block_id),
  FOREIGN KEY (session_id, block_id) REFERENCES blocks (session_id, id) ON DELETE CASCADE
){{.Clustered}};

-- A mail that coordinators wrote themselves to people of a session. Texts that
-- were kept for long enough are emptied.
CREATE TABLE mailings (
  id {{.Text}} NOT NULL PRIMARY KEY,
  session_id {{.Text}} NOT NULL REFERENCES sessions (id),
  subject_nl {{.Text}} NOT NULL,
  subject_en {{.Text}} NOT NULL,
  body_nl {{.Text}} NOT NULL,
  body_en {{.Text}} NOT NULL,
  made_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  undone BOOLEAN NOT NULL
);
CREATE INDEX mailings_session ON mailings (session_id, id);
