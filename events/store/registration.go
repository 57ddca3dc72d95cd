package store

import (
	"context"
	"slices"

	"kantine/events"
)

const registrationColumns = `r.id, r.session_id, r.block_id, r.group_id, r.name, r.email, r.language, r.employer,
	r.needs, r.discreet, r.mode, r.state, r.participation, r.uid, r.sequence, r.organizer, r.queue_no,
	r.link_version, r.registered_at, r.confirmed_at, r.withdrawn_at, r.reminders_off, r.consent_newsletter,
	r.consent_survey, r.erase_requested, r.erased_at, r.told`

func scanRegistration(row scanner, r *events.Registration) error {
	err := row.Scan(&r.ID, &r.SessionID, &r.BlockID, &r.Group, &r.Name, &r.Email, &r.Language, &r.Employer,
		&r.Needs, &r.Discreet, &r.Mode, &r.State, &r.Participation, &r.UID, whole{&r.Sequence}, &r.Organizer, &r.QueueNo,
		whole{&r.LinkVersion}, instant{&r.RegisteredAt}, instant{&r.ConfirmedAt}, instant{&r.WithdrawnAt},
		&r.RemindersOff, &r.ConsentNewsletter, &r.ConsentSurvey, &r.EraseRequested, instant{&r.ErasedAt},
		document{&r.Told})
	if r.Group == "" {
		r.Group = r.ID
	}
	return err
}

// groupID is the group as it is stored: "" for the first of it, and so for nearly
// all, whom that spares an index.
func groupID(r *events.Registration) string {
	if r.Group == r.ID {
		return ""
	}
	return r.Group
}

// Registration implements events.RegistrationTx.
func (t *tx) Registration(ctx context.Context, id string) (events.Registration, error) {
	r, err := one(ctx, t, scanRegistration,
		`SELECT `+registrationColumns+` FROM registrations r WHERE r.id = ?`, id)
	return r, named("registration", err)
}

// ActiveRegistration implements events.RegistrationTx. Without an address there
// is none to find.
func (t *tx) ActiveRegistration(ctx context.Context, sessionID, email string) (events.Registration, error) {
	if email == "" {
		return events.Registration{}, events.ErrNotFound
	}
	// Most ask to hear that there is none: a row of one column costs them a
	// third of a whole one.
	id, err := one(ctx, t, scanOnly[string], `SELECT id FROM registrations
		WHERE email_key = ? AND session_id = ? AND email_key <> '' AND state IN ('confirmed', 'waitlisted')`,
		folded(email), sessionID)
	if err != nil {
		return events.Registration{}, named("active registration", err)
	}
	return t.Registration(ctx, id)
}

// Registrations implements events.RegistrationTx. A list by address alone asks
// for active states, or it reads every registration.
func (t *tx) Registrations(ctx context.Context, f events.RegistrationFilter) ([]events.Registration, error) {
	q := new(filter)
	q.when(f.SessionID != "", "r.session_id = ?", f.SessionID)
	q.when(f.BlockID != "", "r.block_id = ?", f.BlockID)
	// In these words, for the partial index.
	active := len(f.States) > 0 && !slices.ContainsFunc(f.States, func(s events.RegistrationState) bool { return !s.Active() })
	q.when(active, "r.state IN ('confirmed', 'waitlisted')")
	states := make([]any, len(f.States))
	for i, s := range f.States {
		states[i] = string(s)
	}
	q.when(len(states) > 0, "r.state IN ("+marks(len(states))+")", states...)
	q.when(f.Email != "", "r.email_key = ? AND r.email_key <> ''", folded(f.Email))
	q.when(f.Group != "", "((r.group_id = ? AND r.group_id <> '') OR (r.id = ? AND r.group_id = ''))", f.Group, f.Group)
	q.when(f.After != "", "r.id > ?", f.After)
	q.limit = f.Limit
	all, err := list(ctx, t, scanRegistration,
		q.text("SELECT "+registrationColumns+" FROM registrations r", "r.id"), q.args...)
	return all, named("registrations", err)
}

// Waiting implements events.RegistrationTx.
func (t *tx) Waiting(ctx context.Context, sessionID string) ([]events.Registration, error) {
	all, err := list(ctx, t, scanRegistration, `SELECT `+registrationColumns+` FROM registrations r
		WHERE r.session_id = ? AND r.state = 'waitlisted' ORDER BY r.queue_no, r.id`, sessionID)
	return all, named("waiting", err)
}

// QueuePosition implements events.RegistrationTx.
func (t *tx) QueuePosition(ctx context.Context, sessionID, blockID string, queueNo int64) (int, error) {
	n, err := one(ctx, t, scanOnly[int], `SELECT count(*) + 1 FROM registrations
		WHERE session_id = ? AND state = 'waitlisted' AND block_id = ? AND queue_no < ?`, sessionID, blockID, queueNo)
	return n, named("queue position", err)
}

// CountReached implements events.RegistrationTx.
func (t *tx) CountReached(ctx context.Context, sessionID, blockID string, followUp bool) (int, error) {
	n, err := one(ctx, t, scanOnly[int], `SELECT count(*) FROM registrations
		WHERE session_id = ? AND block_id = ? AND (state = 'confirmed' OR (? AND state = 'attended'))
			AND email <> '' AND NOT reminders_off`, sessionID, blockID, followUp)
	return n, named("count reached", err)
}

// InsertRegistration implements events.RegistrationTx.
func (t *tx) InsertRegistration(ctx context.Context, r events.Registration) error {
	told, err := encodedTold(r.Told)
	if err != nil {
		return named("insert registration", err)
	}
	n, err := t.exec(ctx, `INSERT INTO registrations (id, session_id, block_id, group_id, name, email, email_key,
			language, employer, needs, discreet, mode, state, participation, uid, sequence, organizer, queue_no,
			link_version, registered_at, confirmed_at, withdrawn_at, reminders_off, consent_newsletter,
			consent_survey, erase_requested, erased_at, told)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (email_key, session_id) WHERE state IN ('confirmed', 'waitlisted') AND email_key <> '' DO NOTHING`,
		r.ID, r.SessionID, r.BlockID, groupID(&r), r.Name, r.Email, folded(r.Email),
		r.Language, r.Employer, r.Needs, r.Discreet, r.Mode, string(r.State), string(r.Participation), r.UID,
		r.Sequence, r.Organizer, r.QueueNo, r.LinkVersion, micros(r.RegisteredAt), micros(r.ConfirmedAt),
		micros(r.WithdrawnAt), r.RemindersOff, r.ConsentNewsletter, r.ConsentSurvey, r.EraseRequested,
		micros(r.ErasedAt), told)
	if err == nil && n == 0 {
		err = events.Refuse(events.CodeAlreadyRegistered)
	}
	return named("insert registration", err)
}

// PutRegistration implements events.RegistrationTx.
func (t *tx) PutRegistration(ctx context.Context, r events.Registration) error {
	err := t.execOne(ctx, `UPDATE registrations SET session_id = ?, block_id = ?, group_id = ?, name = ?, email = ?,
			email_key = ?, language = ?, employer = ?, needs = ?, discreet = ?, mode = ?, state = ?,
			participation = ?, uid = ?, sequence = ?, organizer = ?, queue_no = ?, link_version = ?,
			registered_at = ?, confirmed_at = ?, withdrawn_at = ?, reminders_off = ?, consent_newsletter = ?,
			consent_survey = ?, erase_requested = ?, erased_at = ?
		WHERE id = ?`,
		r.SessionID, r.BlockID, groupID(&r), r.Name, r.Email, folded(r.Email),
		r.Language, r.Employer, r.Needs, r.Discreet, r.Mode, string(r.State), string(r.Participation), r.UID,
		r.Sequence, r.Organizer, r.QueueNo, r.LinkVersion, micros(r.RegisteredAt), micros(r.ConfirmedAt),
		micros(r.WithdrawnAt), r.RemindersOff, r.ConsentNewsletter, r.ConsentSurvey, r.EraseRequested,
		micros(r.ErasedAt), r.ID)
	return t.alreadyRegistered("put registration", err)
}

// PutTold implements events.RegistrationTx.
func (t *tx) PutTold(ctx context.Context, registrationID string, told events.Told) error {
	body, err := encodedTold(told)
	if err != nil {
		return named("put told", err)
	}
	return named("put told", t.execOne(ctx, `UPDATE registrations SET told = ? WHERE id = ?`, body, registrationID))
}

// SetOrganizer implements events.RegistrationTx.
func (t *tx) SetOrganizer(ctx context.Context, registrationID, organizer string) error {
	_, err := t.exec(ctx, `UPDATE registrations SET organizer = ? WHERE id = ? AND organizer = ''`, organizer, registrationID)
	return named("set organizer", err)
}

// alreadyRegistered answers for the unique index of the active registrations.
func (t *tx) alreadyRegistered(method string, err error) error {
	if t.dialect.fault(err) == faultUnique {
		return events.Refuse(events.CodeAlreadyRegistered)
	}
	return named(method, err)
}

// encodedTold is "" for who was told nothing, as at every first registration.
func encodedTold(told events.Told) (string, error) {
	if told == (events.Told{}) {
		return "", nil
	}
	return encoded(told)
}

// Two lists, each a walk of its own index: who asked, and whose session is long
// over. The CROSS JOIN tells SQLite to begin with the sessions.
const erasable = `SELECT ` + registrationColumns + ` FROM registrations r WHERE r.id IN (
	SELECT q.id FROM registrations q JOIN sessions s ON s.id = q.session_id
	WHERE q.erase_requested AND q.erased_at = 0 AND (s.ends_at < ? OR NOT EXISTS
		(SELECT 1 FROM messages m WHERE m.about = 'registration' AND m.about_id = q.id
			AND m.state IN ('queued', 'sending', 'retrying', 'in_doubt', 'held')))
	UNION
	SELECT q.id FROM sessions s
	JOIN offerings o ON o.id = s.offering_id
	CROSS JOIN registrations q
	WHERE q.session_id = s.id AND q.erased_at = 0 AND (s.ends_at < ? OR (o.discreet AND s.ends_at < ?)))
	ORDER BY r.id LIMIT ?`

// ErasableRegistrations implements events.RegistrationTx.
func (t *tx) ErasableRegistrations(ctx context.Context, e events.Erasable, limit int) ([]events.Registration, error) {
	all, err := list(ctx, t, scanRegistration, erasable,
		micros(e.Now), micros(e.EndedBefore), micros(e.DiscreetBefore), limit)
	return all, named("erasable registrations", err)
}
