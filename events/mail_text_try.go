package events

import (
	"context"
	"time"
)

// trialLife is how long a test letter is tried: whoever asked for it waits.
const trialLife = time.Hour

// ShowMailText gives the letter that a text would make, for the desk to look
// at. It is no letter anybody is owed: its links lead nowhere.
func (s *Service) ShowMailText(ctx context.Context, show MailShow) (Letter, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Letter, error) {
		c := claim{s: s, tx: tx, now: s.clock.Now(), sessions: map[string]*setting{}}
		var err error
		if c.programme, err = tx.Programme(ctx); err != nil {
			return Letter{}, err
		}
		l := Letter{Now: c.now, Programme: c.programme}
		return l, c.showing(ctx, &l, show)
	})
}

// TestMailText owes a user a letter that shows a text, at their own address
// and no other. The text must be one that could be saved; the refusals are
// those of SaveMailText.
func (s *Service) TestMailText(ctx context.Context, book TextBook, userID string, show MailShow) (MailTrial, error) {
	show.Source = tidySource(show.Source)
	var trial MailTrial
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		programme, err := tx.Programme(ctx)
		if err != nil {
			return err
		}
		if err := checkSource(book, &programme, show.Language, show.Key, show.Source); err != nil {
			return err
		}
		trial = MailTrial{ID: NewID(now), UserID: userID, MailShow: show, At: now}
		if err := tx.PutMailTrial(ctx, trial); err != nil {
			return err
		}
		m := Message{
			ID: NewID(now), About: AboutUser, AboutID: userID, Kind: TestLetter, Rule: trial.ID,
			State: Queued, DueAt: now, NotAfter: now.Add(trialLife),
		}
		s.identify(&m)
		if _, err := tx.InsertMessages(ctx, m); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditTextTested, "mail_text", show.Key, show.Language)
	})
	return trial, err
}

// aboutTrial fills a letter that shows a text. It goes to its maker alone, and
// only while they may be here.
func (c *claim) aboutTrial(ctx context.Context, l *Letter, m *Message) error {
	trial, err := c.tx.MailTrial(ctx, m.Rule)
	if CodeOf(err) == CodeNotFound {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	if err != nil {
		return err
	}
	user, err := c.tx.UserByID(ctx, trial.UserID)
	if err != nil {
		return err
	}
	if !user.DisabledAt.IsZero() {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	m.State = Sending
	l.To = user.Email
	return c.showing(ctx, l, trial.MailShow)
}

// showing fills all but the recipient of a letter that shows a text. What
// depends on what has happened is made up: the letter before told of a week
// earlier.
func (c *claim) showing(ctx context.Context, l *Letter, show MailShow) error {
	l.Trial, l.Text, l.Discreet, l.Language = true, show.Kind, show.Discreet, show.Language
	l.Links = c.s.commonLinks()
	// Nobody's page: a test letter that is forwarded opens nothing.
	l.Links.Manage, l.Links.Stop, l.Links.Action = c.s.settings.BaseURL+"/r/0", c.s.settings.BaseURL+"/u/0", c.s.settings.BaseURL+"/n/0"
	own, err := c.textsIn(ctx, show.Language)
	if err != nil {
		return err
	}
	l.OwnTexts = own
	if show.Source != "" {
		l.OwnTexts = map[string]string{show.Key: show.Source}
		for key, source := range own {
			if key != show.Key {
				l.OwnTexts[key] = source
			}
		}
	}
	if err := c.asRegistered(ctx, l, show.RegistrationID); err != nil {
		return err
	}
	l.Nameless = show.Nameless
	l.Registration.Told = Told{StartsAt: l.Block.StartsAt.AddDate(0, 0, -7), EndsAt: l.Block.EndsAt.AddDate(0, 0, -7), Place: l.PlaceLine()}
	l.Position = max(l.Position, 1)
	l.EraseOn = eraseOn(&c.programme, &l.Session, &l.Block)
	return nil
}

// asRegistered takes over what a registration's letter would tell. Where it is
// gone the letter is about a session that nobody holds.
func (c *claim) asRegistered(ctx context.Context, l *Letter, registrationID string) error {
	zone := zoneOf(c.programme.TimeZone)
	start := StartOfDay(c.now, zone, 7).Add(14*time.Hour + 30*time.Minute)
	l.Block = Block{StartsAt: start, EndsAt: start.Add(90 * time.Minute)}
	l.Session = Session{Zone: zone.String(), Blocks: []Block{l.Block}}
	if registrationID == "" {
		return nil
	}
	r, err := c.tx.Registration(ctx, registrationID)
	if CodeOf(err) == CodeNotFound || err == nil && r.Email == "" {
		return nil
	}
	if err != nil {
		return err
	}
	set, err := c.setting(ctx, r.SessionID)
	if err != nil {
		return err
	}
	if r.Discreet || set.session.Offering.Discreet {
		return nil // theirs is shown to nobody
	}
	block, _ := set.session.Block(r.BlockID)
	l.Name, l.Registration.ID = r.Name, r.ID
	l.Session, l.Block = set.session, *block
	l.Place, l.Sector, l.Facilitators = set.place, set.sector, set.facilitators
	l.Position, err = position(ctx, c.tx, &r)
	return err
}

// textsIn reads the house's own texts of a language once a batch, with the
// claim: what is sent is never older than that.
func (c *claim) textsIn(ctx context.Context, language string) (map[string]string, error) {
	if own, known := c.own[language]; known {
		return own, nil
	}
	own, err := ownTexts(ctx, c.tx, language)
	if err != nil {
		return nil, err
	}
	if c.own == nil {
		c.own = map[string]map[string]string{}
	}
	c.own[language] = own
	return own, nil
}
