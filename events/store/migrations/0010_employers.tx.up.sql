-- Employers at the desk: what is searched, counted or ordered by has a column.

ALTER TABLE employers ADD COLUMN name_key {{.Text}} NOT NULL DEFAULT '';
ALTER TABLE employers ADD COLUMN stage {{.Text}} NOT NULL DEFAULT 'lead';
ALTER TABLE employers ADD COLUMN kvk {{.Text}} NOT NULL DEFAULT '';
-- the day of the next action, '' where there is none
ALTER TABLE employers ADD COLUMN next_on {{.Text}} NOT NULL DEFAULT '';
-- the day it was archived, '' where it is not
ALTER TABLE employers ADD COLUMN archived_on {{.Text}} NOT NULL DEFAULT '';
-- tells that somebody's name, address or note is in it
ALTER TABLE employers ADD COLUMN personal BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE employers SET name_key = lower(COALESCE(body{{.JSON}} ->> 'name', '')),
  stage = COALESCE(body{{.JSON}} ->> 'stage', 'lead'),
  kvk = COALESCE(body{{.JSON}} ->> 'kvk', ''),
  next_on = COALESCE(body{{.JSON}} ->> 'next_action_on', '');
CREATE INDEX employers_listed ON employers (name_key, id);
CREATE INDEX employers_counted ON employers (archived_on, stage, next_on);
CREATE INDEX employers_kvk ON employers (kvk) WHERE kvk <> '';

ALTER TABLE sites ADD COLUMN city_key {{.Text}} NOT NULL DEFAULT '';
UPDATE sites SET city_key = lower(COALESCE(body{{.JSON}} ->> 'city', ''));

CREATE INDEX sessions_employer ON sessions (employer_id, starts_at) WHERE employer_id IS NOT NULL;

-- Who asked for something by the public form, for the letter that answers and
-- for the limit of one a day: forgotten soon, unlike the employer.
CREATE TABLE interests (
  id {{.Text}} NOT NULL PRIMARY KEY,
  email {{.Text}} NOT NULL,
  email_key {{.Text}} NOT NULL UNIQUE,
  name {{.Text}} NOT NULL,
  language {{.Text}} NOT NULL,
  asked_at BIGINT NOT NULL
);
CREATE INDEX interests_asked ON interests (asked_at);
