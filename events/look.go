package events

import "context"

// Look is a message with the letter that it calls for as things stand.
type Look struct {
	Message Message
	// Letter is nil where nothing is left to write it from: its person is
	// erased, its link used.
	Letter *Letter
	// Fate is what would become of an unsent message if it were its turn now,
	// with the reason; "" for one that would go.
	Fate   MessageState
	Reason string
}

// Look shows a message and the letter as it would go now, by the same code
// that sends it; nothing is leased and nothing written. A letter that went is
// written anew from what is known today: bodies are not kept.
func (s *Service) Look(ctx context.Context, messageID string) (Look, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Look, error) {
		m, err := tx.Message(ctx, messageID)
		look := Look{Message: m}
		if err != nil {
			return look, err
		}
		watched := &lookTx{Tx: tx}
		c := claim{s: s, tx: watched, now: s.clock.Now(), sessions: map[string]*setting{}}
		if c.programme, err = tx.Programme(ctx); err != nil {
			return look, err
		}
		if m.State.unsent() || m.State == Held {
			if look.Letter, err = c.letter(ctx, m); err != nil {
				return look, err
			}
			if settled := watched.settled; settled != nil {
				look.Fate, look.Reason = settled.State, settled.Reason
				if settled.State == m.State {
					look.Fate, look.Reason = "", "" // it waits for quiet hours to end
				}
			}
		}
		if look.Letter == nil {
			if look.Letter, err = c.anew(ctx, m); err != nil {
				return look, err
			}
		}
		s.harmless(look.Letter)
		return look, nil
	})
}

// lookTx is a transaction in which a claim writes nothing.
type lookTx struct {
	Tx
	// settled is the message that the claim would have ended.
	settled *Message
}

// PutMessage implements MessageTx.
func (t *lookTx) PutMessage(_ context.Context, m Message) error {
	t.settled = &m
	return nil
}

// PutTold implements RegistrationTx.
func (t *lookTx) PutTold(context.Context, string, Told) error { return nil }

// SetOrganizer implements RegistrationTx.
func (t *lookTx) SetOrganizer(context.Context, string, string) error { return nil }

// PutAssignmentTold implements AssignmentTx.
func (t *lookTx) PutAssignmentTold(context.Context, string, Told) error { return nil }

// SetAssignmentOrganizer implements AssignmentTx.
func (t *lookTx) SetAssignmentOrganizer(context.Context, string, string) error { return nil }

// anew writes the letter of a message that will not go, or has gone.
func (c *claim) anew(ctx context.Context, m Message) (*Letter, error) {
	l := &Letter{Now: c.now, Programme: c.programme, Text: m.Kind, DueAt: m.DueAt}
	var err error
	switch m.About {
	case AboutAddress:
		var sub Subscription
		if sub, err = c.tx.Subscription(ctx, m.AboutID); err == nil {
			c.toAddress(l, &sub)
		}
	case AboutUser:
		err = c.current(ctx, l, &m, c.aboutUser)
	case AboutInterest:
		err = c.current(ctx, l, &m, c.aboutInterest)
	case AboutAssignment:
		err = c.current(ctx, l, &m, c.aboutAssignment)
	case AboutRegistration:
		err = c.registrantAnew(ctx, l, &m)
	default:
		return nil, nil
	}
	if CodeOf(err) == CodeNotFound {
		return nil, nil
	}
	if err == nil && !l.Trial {
		l.OwnTexts, err = c.textsIn(ctx, l.Language)
	}
	c.s.identify(&m)
	l.Message = m
	return l, err
}

// current fills a letter that exists only while it would go.
func (c *claim) current(ctx context.Context, l *Letter, m *Message, about func(context.Context, *Letter, *Message) error) error {
	state := m.State
	if err := about(ctx, l, m); err != nil {
		return err
	}
	if m.State != Sending {
		return ErrNotFound
	}
	m.State = state
	return nil
}

func (c *claim) registrantAnew(ctx context.Context, l *Letter, m *Message) error {
	r, err := c.tx.Registration(ctx, m.RegistrationID)
	if err != nil {
		return err
	}
	if r.Email == "" {
		return ErrNotFound
	}
	set, err := c.setting(ctx, r.SessionID)
	if err != nil {
		return err
	}
	if l.Method, l.Text = method(m, &r); m.State == Delivered && r.Told.MessageID != "" && (m.Kind == Cancellation || m.Kind == Withdrawal) {
		l.Method = MethodCancel // what went; since then the calendar holds nothing
	}
	if err := c.settleOrganizer(ctx, &r, &set.session); err != nil {
		return err
	}
	if err := c.toRegistrant(ctx, l, &r, set); err != nil || m.Kind != FreeLetter {
		return err
	}
	_, err = c.free(ctx, l, m, r.Language)
	return err
}

// harmless takes out of a letter to a user or an address the links by which
// whoever looks could act for them. Those of a registration are the
// coordinators' as well.
func (s *Service) harmless(l *Letter) {
	if l == nil {
		return
	}
	l.StillMine = nil
	if l.Message.About == AboutRegistration {
		return
	}
	for _, link := range []*string{&l.Links.Action, &l.Links.Stop, &l.Links.Manage} {
		if *link != "" {
			*link = s.settings.BaseURL + "/hidden"
		}
	}
}
