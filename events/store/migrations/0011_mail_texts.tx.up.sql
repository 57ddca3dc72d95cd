-- Mail texts that were written at the desk, and letters that try one.

CREATE TABLE mail_texts (
  text_key {{.Text}} NOT NULL,
  language {{.Text}} NOT NULL,
  version BIGINT NOT NULL,
  -- empty goes back to the text that comes with the program
  source {{.Text}} NOT NULL,
  made_at BIGINT NOT NULL,
  made_by {{.Text}} NOT NULL,
  -- that no later version is there: every claim reads those
  newest BOOLEAN NOT NULL,
  PRIMARY KEY (text_key, language, version)
){{.Clustered}};
CREATE INDEX mail_texts_newest ON mail_texts (language) WHERE newest;

CREATE TABLE mail_trials (
  id {{.Text}} NOT NULL PRIMARY KEY,
  user_id {{.Text}} NOT NULL REFERENCES users (id),
  text_key {{.Text}} NOT NULL,
  language {{.Text}} NOT NULL,
  kind {{.Text}} NOT NULL,
  discreet BOOLEAN NOT NULL,
  nameless BOOLEAN NOT NULL,
  source {{.Text}} NOT NULL,
  -- no reference: a registration may go before it
  registration_id {{.Text}} NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX mail_trials_age ON mail_trials (made_at);
