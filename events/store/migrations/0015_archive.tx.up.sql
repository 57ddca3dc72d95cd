-- What is no longer offered: offerings, venues, facilitators, kits and sectors.
-- It stands apart from them, so that no import brings back what was put away.

CREATE TABLE archived (
  kind {{.Text}} NOT NULL,
  id {{.Text}} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (kind, id)
){{.Clustered}};
