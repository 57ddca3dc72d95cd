package events

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Interest is who asked for something by the public form, kept for the letter
// that answers and the limit of one a day per address.
type Interest struct {
	ID       string
	Email    string
	Name     string
	Language string
	AskedAt  time.Time
}

// AboutInterest is what letters to who asked are about; the message's rule is
// the request's id.
const AboutInterest About = "interest"

// InterestReply thanks who asked and says when they hear from us.
const InterestReply MessageKind = "interest"

const (
	// interestRest is how long a second request of an address is the same one.
	interestRest = 24 * time.Hour
	// interestLife is how long the letter is of use, interestDays how many days
	// the address is kept apart from the employer.
	interestLife = 7 * 24 * time.Hour
	interestDays = 30
	maxMessage   = 1000
)

// InterestCommand asks for a session at a company. It may come from anybody.
type InterestCommand struct {
	Company, Name, Email, Phone, Postcode, City string
	// Interests are among Interests().
	Interests []string
	Message   string
	Language  string
	// NextAction are the words for what a coordinator is to do.
	NextAction string
	Once       *Once
}

// AskInterest makes a lead of a request, with a day to answer by, and owes the
// letter that says so. A second request of an address within a day changes
// nothing, and is answered the same. Refusals: CodeValidation.
func (s *Service) AskInterest(ctx context.Context, c InterestCommand) error {
	if err := c.clean(); err != nil {
		return err
	}
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		_, err := once(ctx, tx, c.Once, now,
			func(id string) (string, error) { return id, nil },
			func() (string, string, error) {
				id, err := s.askInterest(ctx, tx, &c, now)
				return id, id, err
			})
		return err
	})
}

// askInterest tells the id of the request.
func (s *Service) askInterest(ctx context.Context, tx Tx, c *InterestCommand, now time.Time) (string, error) {
	request := NewID(now)
	id, err := tx.PutInterest(ctx, Interest{
		ID: request, Email: c.Email, Name: c.Name, Language: c.Language, AskedAt: now,
	}, now.Add(-interestRest))
	if err != nil || id == "" {
		return request, err
	}
	programme, err := tx.Programme(ctx)
	if err != nil {
		return "", err
	}
	e := Employer{
		Name: c.Company, Stage: StageLead, Source: SourceForm, Interests: c.Interests,
		Contacts: []Contact{{Name: c.Name, Email: c.Email, Phone: c.Phone, Language: c.Language}},
	}
	where := strings.TrimSpace(c.Postcode + " " + c.City)
	e.Note = strings.TrimSpace(c.Message + "\n\n" + where)
	due := s.followUp(&programme)
	e.NextAction, e.NextActionOn = &c.NextAction, &due
	if _, err := createEmployer(ctx, tx, e, now); err != nil {
		return "", err
	}
	m := Message{
		ID: NewID(now), About: AboutInterest, AboutID: id, Kind: InterestReply, Rule: request,
		State: Queued, DueAt: now, NotAfter: now.Add(interestLife),
	}
	s.identify(&m)
	_, err = tx.InsertMessages(ctx, m)
	return request, err
}

// The sources of employers that the program knows.
const (
	SourceForm   = "form"
	SourceMail   = "mail"
	SourceHand   = "hand"
	SourceImport = "import"
)

// clean brings a command into its stored form and gathers what is wrong.
func (c *InterestCommand) clean() error {
	var p problems
	if c.Company = checkLine(&p, "company", c.Company, maxName); c.Company == "" {
		p.add("company", "required")
	}
	c.Name = checkName(&p, c.Name, true)
	var key string
	if c.Email, key = EmailAddress(c.Email); key != "" {
		p.add("email", key, "Max", maxEmail)
	}
	c.Phone = checkLine(&p, "phone", c.Phone, maxPhone)
	if c.Postcode != "" {
		if code, ok := Postcode(c.Postcode); ok {
			c.Postcode = code
		} else {
			p.add("postcode", "postcode", "Value", c.Postcode)
		}
	}
	c.City = checkLine(&p, "city", c.City, maxName)
	for _, i := range c.Interests {
		if !slices.Contains(Interests(), i) {
			p.add("interests", "unknown_choice", "Value", i)
		}
	}
	c.Message = checkNote(&p, "message", c.Message, maxMessage)
	if !KnownLanguage(c.Language) {
		c.Language = DefaultLanguage
	}
	return p.err()
}

// aboutInterest fills the letter that answers a request. What was typed beside
// the name is not in it: anybody can type anybody's address (promise 15).
func (c *claim) aboutInterest(ctx context.Context, l *Letter, m *Message) error {
	i, err := c.tx.Interest(ctx, m.AboutID)
	if CodeOf(err) == CodeNotFound {
		return c.settle(ctx, *m, Cancelled, ReasonErased)
	}
	if err != nil {
		return err
	}
	m.State = Sending
	l.To, l.Name, l.Language = i.Email, i.Name, i.Language
	l.Links = c.s.commonLinks()
	l.Links.Stop = c.s.link(PurposeStop, i.ID, 0)
	return nil
}
