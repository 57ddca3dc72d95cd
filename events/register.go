package events

import (
	"context"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// RegisterCommand asks for a place.
type RegisterCommand struct {
	// SessionID or Slug names the session.
	SessionID string
	Slug      string
	Name      string
	Email     string
	Language  string
	Employer  string
	Needs     string
	// Block is required where a session has several.
	Block                                      string
	Discreet, ConsentNewsletter, ConsentSurvey bool
	// Form tells that a person filled in the public form: it signs up for a
	// whole series, asks for a language other than the session's in silence,
	// and an address that has a seat already gets a letter that says so.
	Form bool
	// SeatOnly refuses a place on the waitlist (CodeSessionFull): it was not
	// said beforehand that there is no seat.
	SeatOnly bool
	Once     *Once
}

// Registered is what became of a RegisterCommand.
type Registered struct {
	Registration Registration
	Session      Session
	// Position is the place on the waitlist, from 1; 0 with a seat.
	Position int
	// Already tells that the address had its place before; nothing was done
	// but, for a form, a letter with its link.
	Already bool
}

// urlForm finds a web address in a name: a scheme, "www.", a host before a
// slash, or a host under a domain that people know. Initials written close to
// a surname ("J.de Vries") are none.
var urlForm = regexp.MustCompile(`(?i)://|https?:|\bwww\.|[a-z0-9-]\.[a-z]{2,}/|\b[a-z0-9-]{2,}\.` +
	`(nl|com|net|org|eu|info|io|ru|cn|xyz|top|be|de|biz|online|site|shop|link|click|app|dev|co|uk|fr|me|ly|example)\b`)

// EmailAddress checks a bare mail address: one address without a name, at most
// 254 characters, a host name with a dot (RFC 5321 §4.5.3.1). The key is that
// of the refusal.
func EmailAddress(s string) (address, key string) {
	s, key = cleanLine(s, 0)
	if key != "" {
		return s, key
	}
	if s == "" {
		return s, "required"
	}
	if len(s) > maxEmail {
		return s, "too_long"
	}
	parsed, err := mail.ParseAddress(s)
	at := strings.LastIndexByte(s, '@')
	if err != nil || parsed.Address != s || parsed.Name != "" || at < 1 || at > 64 {
		return s, "email"
	}
	host := s[at+1:]
	if !strings.Contains(host, ".") || strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") ||
		strings.ContainsAny(host, " []_\"") || strings.Contains(host, "..") || strings.IndexFunc(s, unicode.IsSpace) >= 0 ||
		strings.ContainsAny(s, "\"\\(),:;<>") {
		return s, "email"
	}
	for label := range strings.SplitSeq(host, ".") {
		if len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return s, "email"
		}
	}
	return s, ""
}

// checkName, checkLine: the typed fields of a registration (contract: pages).
func checkName(p *problems, name string, required bool) string {
	name, key := cleanLine(name, maxName)
	switch {
	case key == "" && name == "" && required:
		key = "required"
	case key == "" && urlForm.MatchString(name):
		key = "url_in_name"
	}
	if key != "" {
		p.add("name", key, "Max", maxName)
	}
	return name
}

func checkLine(p *problems, field, value string, limit int) string {
	value, key := cleanLine(value, limit)
	if key != "" {
		p.add(field, key, "Max", limit)
	}
	return value
}

// clean brings a command into its stored form and gathers what is wrong.
func (c *RegisterCommand) clean(nameRequired bool) error {
	var p problems
	c.Name = checkName(&p, c.Name, nameRequired)
	var key string
	if c.Email, key = EmailAddress(c.Email); key != "" {
		p.add("email", key, "Max", maxEmail)
	}
	c.Employer = checkLine(&p, "employer", c.Employer, maxName)
	c.Needs = checkLine(&p, "needs", c.Needs, maxNeeds)
	if c.Language == "" {
		c.Language = DefaultLanguage
	}
	if !KnownLanguage(c.Language) {
		p.add("language", "unknown_choice", "Value", c.Language)
	}
	return p.err()
}

// Register gives a place, or one on the waitlist. Seat and letter are one
// transaction. Refusals: CodeValidation, CodeNotFound, CodeSessionClosed,
// CodeSessionFull, CodeIdempotencyMismatch. An address that has its place
// already is no refusal but Registered.Already, since it may owe a letter.
func (s *Service) Register(ctx context.Context, c RegisterCommand) (Registered, error) {
	nameless, err := s.nameless(ctx, &c)
	if err != nil {
		return Registered{}, err
	}
	if err := c.clean(!nameless); err != nil {
		return Registered{}, err
	}
	var result Registered
	var ids []string
	err = s.update(ctx, func(ctx context.Context, tx Tx) error {
		locked, err := c.lockAll(ctx, tx, &ids)
		if err != nil {
			return err
		}
		now := s.clock.Now() // under the locks: a reminder fans out before it or after it
		id := NewID(now)
		load := func(id string) (Registered, error) { return s.registeredBefore(ctx, tx, id) }
		session, open, refused := c.open(locked, now)
		make := func() (Registered, string, error) {
			if refused != nil {
				return Registered{}, "", refused
			}
			made, err := s.register(ctx, tx, &c, session, open, id, now)
			if err == nil && !made.Already {
				err = s.audit(ctx, tx, AuditRegistered, "registration", made.Registration.ID, "")
			}
			return made, made.onceID(), err
		}
		if refused == nil && c.sure(open) {
			result, err = onceFirst(ctx, tx, c.Once, id, now, load, make)
		} else {
			result, err = once(ctx, tx, c.Once, now, load, make)
		}
		return err
	})
	return result, err
}

// sure tells that nobody who asks now is refused or has to wait.
func (c *RegisterCommand) sure(open []Session) bool {
	for i := range open {
		if !open[i].SeatFor(c.block(&open[i])) {
			return false
		}
	}
	return true
}

// block is the one that a command asks for, or of the other sessions of a
// series the first.
func (c *RegisterCommand) block(session *Session) *Block {
	if block, ok := session.Block(c.Block); ok {
		return block
	}
	return &session.Blocks[0]
}

// alreadyBefore marks, in the id that a key remembers, a registration that was
// there before: the repeated request is then told no more than the first.
const alreadyBefore = "already:"

func (r *Registered) onceID() string {
	if r.Already {
		return alreadyBefore + r.Registration.ID
	}
	return r.Registration.ID
}

// registeredBefore rebuilds the answer of a request that came before.
func (s *Service) registeredBefore(ctx context.Context, tx Tx, onceID string) (Registered, error) {
	id, already := strings.CutPrefix(onceID, alreadyBefore)
	result, err := s.registered(ctx, tx, id)
	result.Already = already
	return result, err
}

// nameless tells whether a command may come without a name: where the person
// or the offering is discreet.
func (s *Service) nameless(ctx context.Context, c *RegisterCommand) (bool, error) {
	if c.Discreet || strings.TrimSpace(c.Name) != "" {
		return true, nil
	}
	var discreet bool
	err := s.store.View(ctx, func(ctx context.Context, tx Tx) error {
		find, name := tx.Session, c.SessionID
		if c.Slug != "" {
			find, name = tx.SessionBySlug, c.Slug
		}
		session, err := find(ctx, name)
		discreet = session.Offering.Discreet
		return err
	})
	return discreet, err
}

// registered reads a registration as the answer to a RegisterCommand.
func (s *Service) registered(ctx context.Context, tx Tx, id string) (Registered, error) {
	r, err := tx.Registration(ctx, id)
	if err != nil {
		return Registered{}, err
	}
	result := Registered{Registration: r}
	if result.Session, err = tx.Session(ctx, r.SessionID); err != nil {
		return Registered{}, err
	}
	result.Position, err = position(ctx, tx, &r)
	return result, err
}

// register takes a place at each open session; id is that of the first
// registration.
func (s *Service) register(ctx context.Context, tx Tx, c *RegisterCommand, session Session, open []Session, id string, now time.Time) (Registered, error) {
	var first *Registered
	group := id
	for i := range open {
		made, err := s.registerFor(ctx, tx, c, &open[i], id, group, now)
		if err != nil {
			return Registered{}, err
		}
		if made.Already {
			continue
		}
		id = NewID(now)
		if first == nil || made.Session.ID == session.ID {
			first = &made
		}
	}
	if first == nil {
		return s.alreadyRegistered(ctx, tx, c, session, now)
	}
	if c.ConsentNewsletter {
		if err := s.askSubscription(ctx, tx, c.Email, c.Language, now); err != nil {
			return Registered{}, err
		}
	}
	return *first, nil
}

// registerFor takes one place at one locked session. An address that has its
// place hears so, and not that the session is full: where somebody may be
// refused or has to wait it is looked for first, where not the insertion tells.
func (s *Service) registerFor(ctx context.Context, tx Tx, c *RegisterCommand, session *Session, id, group string, now time.Time) (Registered, error) {
	block := c.block(session)
	there := func() (Registered, error) {
		existing, err := tx.ActiveRegistration(ctx, session.ID, c.Email)
		return Registered{Registration: existing, Session: *session, Already: true}, err
	}
	if !session.SeatFor(block) {
		if existing, err := there(); CodeOf(err) != CodeNotFound {
			return existing, err
		}
	}
	r := Registration{
		ID: id, SessionID: session.ID, BlockID: block.ID, Group: group,
		Name: c.Name, Email: c.Email, Language: c.Language, Employer: c.Employer, Needs: c.Needs, Discreet: c.Discreet,
		Participation: NeedsAction, UID: newUID(id), Organizer: s.organizer(session.Offering.Discreet || c.Discreet),
		RegisteredAt: now, ConsentNewsletter: c.ConsentNewsletter, ConsentSurvey: c.ConsentSurvey,
	}
	position, err := s.seat(ctx, tx, session, block, &r, c.SeatOnly, now)
	if err != nil {
		return Registered{}, err
	}
	if err := tx.InsertRegistration(ctx, r); CodeOf(err) == CodeAlreadyRegistered {
		return there()
	} else if err != nil {
		return Registered{}, err
	}
	confirmed, waitlisted := 1, 0
	if r.State == Waitlisted {
		confirmed, waitlisted = 0, 1
	}
	if err := tx.CountSeats(ctx, session.ID, block.ID, confirmed, waitlisted); err != nil {
		return Registered{}, err
	}
	return Registered{Registration: r, Session: *session, Position: position}, s.oweEntry(ctx, tx, session, block, &r, now)
}

// seat decides between a seat, a place on the waitlist and CodeSessionFull, and
// tells the place on the waitlist.
func (s *Service) seat(ctx context.Context, tx Tx, session *Session, block *Block, r *Registration, seatOnly bool, now time.Time) (int, error) {
	if session.SeatFor(block) {
		r.State, r.ConfirmedAt = Confirmed, now
		return 0, nil
	}
	if session.Waiting() != WaitlistAuto || seatOnly {
		return 0, Refuse(CodeSessionFull)
	}
	var err error
	r.State = Waitlisted
	r.QueueNo, err = tx.NextQueueNo(ctx, session.ID)
	return block.Waitlisted + 1, err
}

// oweEntry owes the letter of a new place, and writes down the reminders that
// are past already.
func (s *Service) oweEntry(ctx context.Context, tx Tx, session *Session, block *Block, r *Registration, now time.Time) error {
	kind := WaitlistEntry
	if r.State == Confirmed {
		kind = Confirmation
	}
	owed := []Message{s.about(r, kind, "", now, block.EndsAt)}
	if r.State == Confirmed && !now.Before(session.PassFrom) {
		skipped, err := s.passedReminders(ctx, tx, r, ReasonPastAtEntry, now)
		if err != nil {
			return err
		}
		owed = append(owed, skipped...)
	}
	_, err := tx.InsertMessages(ctx, owed...)
	return err
}

// alreadyRegistered answers an address that has its place: by form with a
// letter, since the page must not tell.
func (s *Service) alreadyRegistered(ctx context.Context, tx Tx, c *RegisterCommand, session Session, now time.Time) (Registered, error) {
	existing, err := tx.ActiveRegistration(ctx, session.ID, c.Email)
	if err != nil {
		return Registered{}, err
	}
	result := Registered{Registration: existing, Session: session, Already: true}
	if !c.Form {
		return result, nil
	}
	block, _ := session.Block(existing.BlockID)
	_, err = tx.InsertMessages(ctx, s.about(&existing, AlreadyRegistered, NewID(now), now, block.EndsAt))
	return result, err
}

func (s *Service) organizer(discreet bool) string {
	if discreet {
		return s.settings.DiscreetOrganizer
	}
	return s.settings.Organizer
}

// position is the place of a registration on the waitlist, 0 when not on it.
func position(ctx context.Context, tx Tx, r *Registration) (int, error) {
	if r.State != Waitlisted {
		return 0, nil
	}
	return tx.QueuePosition(ctx, r.SessionID, r.BlockID, r.QueueNo)
}
