-- Facilitators fall ill, and are told what they lead.

-- Days on which a facilitator is away, as the desk or a program wrote them
-- down; those of a programme file stay in the facilitator's body. No reason.
CREATE TABLE absences (
  id {{.Text}} NOT NULL PRIMARY KEY,
  facilitator_id {{.Text}} NOT NULL REFERENCES facilitators (id),
  first_day {{.Text}} NOT NULL,
  last_day {{.Text}} NOT NULL,
  UNIQUE (facilitator_id, first_day, last_day)
){{.Clustered}};
CREATE INDEX absences_age ON absences (last_day);

-- Where letters go: the address in the body, which is where it is read from.
ALTER TABLE facilitators ADD COLUMN email {{.Text}} NOT NULL DEFAULT '';
UPDATE facilitators SET email = COALESCE(body{{.JSON}} ->> 'email', '');
-- That of the first contact who has one.
ALTER TABLE employers ADD COLUMN email {{.Text}} NOT NULL DEFAULT '';
UPDATE employers SET email = COALESCE(NULLIF(body{{.JSON}} -> 'contacts' -> 0 ->> 'email', ''), body{{.JSON}} -> 'contacts' -> 1 ->> 'email', '');

-- What somebody who takes no seat is told about a session: a facilitator about
-- a block, or the employer it is held at about all of it (block '').
CREATE TABLE assignments (
  id {{.Text}} NOT NULL PRIMARY KEY,
  session_id {{.Text}} NOT NULL REFERENCES sessions (id),
  block_id {{.Text}} NOT NULL,
  facilitator_id {{.Text}} REFERENCES facilitators (id),
  employer_id {{.Text}} REFERENCES employers (id),
  uid {{.Text}} NOT NULL,
  sequence INTEGER NOT NULL,
  organizer {{.Text}} NOT NULL,
  quiet BOOLEAN NOT NULL,
  told {{.Text}} NOT NULL,
  CHECK ((facilitator_id IS NULL) <> (employer_id IS NULL))
){{.Clustered}};
CREATE UNIQUE INDEX assignments_facilitator ON assignments (session_id, block_id, facilitator_id)
  WHERE facilitator_id IS NOT NULL;
CREATE UNIQUE INDEX assignments_employer ON assignments (session_id, employer_id) WHERE employer_id IS NOT NULL;

-- What was done and can be undone for a while: ids and times, no names.
CREATE TABLE rearrangements (
  id {{.Text}} NOT NULL PRIMARY KEY,
  made_at BIGINT NOT NULL,
  undone_at BIGINT NOT NULL,
  body {{.Text}} NOT NULL
){{.Clustered}};
CREATE INDEX rearrangements_age ON rearrangements (made_at);
