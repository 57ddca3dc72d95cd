package events_test

import (
	"context"
	"strings"
	"testing"

	"kantine/events"
)

// looks gives the look at the newest message of a kind of a registration.
func (s *story) looks(r events.Registration, kind events.MessageKind) events.Look {
	s.t.Helper()
	messages, err := s.Messages(s.ctx, events.MessageFilter{RegistrationID: r.ID, Kind: kind, Latest: true, Limit: 1})
	s.must(err)
	if len(messages) == 0 {
		s.t.Fatalf("no %s", kind)
	}
	look, err := s.Look(s.ctx, messages[0].ID)
	s.must(err)
	return look
}

func TestALookIsTheLetterThatGoes(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	before := words(s.is(kim, events.Confirmed))
	look := s.looks(kim, events.Confirmation)
	if look.Letter == nil || look.Fate != "" || look.Letter.Method != events.MethodRequest || look.Letter.StillMine != nil {
		t.Fatalf("look %+v", look)
	}
	if words(s.is(kim, events.Confirmed)) != before || words(s.looks(kim, events.Confirmation).Message) != words(look.Message) {
		t.Error("a look changes something")
	}
	went := s.claim()[0]
	if went.Text != look.Letter.Text || went.To != look.Letter.To || went.Links != look.Letter.Links || went.Message.MessageID != look.Letter.Message.MessageID {
		t.Errorf("looked at %+v, and %+v goes", look.Letter, went)
	}
	s.settle(went, events.OutcomeDelivered)

	s.moved(session.ID, "2027-02-11T14:30")
	if look := s.looks(kim, events.Update); look.Letter.Text != events.Update || look.Letter.Registration.Told.StartsAt.Equal(look.Letter.Block.StartsAt) {
		t.Errorf("the update does not tell what was: %+v", look.Letter)
	}
	s.withdraw(kim)
	look = s.looks(kim, events.Update)
	if look.Message.State != events.Cancelled || look.Letter == nil || look.Fate != "" {
		t.Errorf("what was overtaken: %+v", look)
	}
	s.mail()
	if look := s.looks(kim, events.Withdrawal); look.Letter.Method != events.MethodCancel {
		t.Errorf("a withdrawal that went is shown with %q", look.Letter.Method)
	}
	_, err := s.Look(s.ctx, "nothing")
	s.refused(err, events.CodeNotFound)
}

func TestALookSaysWhatWouldBecome(t *testing.T) {
	s := newStory(t)
	kim := s.register(s.workshop(), "kim")
	s.at("2027-03-01T12:00")
	if look := s.looks(kim, events.Confirmation); look.Fate != events.Expired || look.Reason != events.ReasonTooLate || look.Letter == nil || look.Message.State != events.Queued {
		t.Errorf("look %+v", look)
	}
}

// Who looks at a letter to a user or an address must not get their link.
func TestALookHidesOtherPeoplesLinks(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	in := ask(session.ID, "kim")
	in.ConsentNewsletter = true
	_, err := s.Register(s.ctx, in)
	s.must(err)
	user := events.User{ID: "u-1", Email: "ann@zorgenwerk.example", Role: events.RoleAdmin, CreatedAt: s.Now()}
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutUser(ctx, user); err != nil {
			return err
		}
		link := events.AccountLink{ID: "link-1", UserID: user.ID, Kind: "password_reset", Language: "nl", ExpiresAt: s.Now().AddDate(0, 0, 1)}
		if err := tx.PutAccountLink(ctx, link); err != nil {
			return err
		}
		_, err := tx.InsertMessages(ctx, events.Message{
			ID: "m-user", About: events.AboutUser, AboutID: user.ID, Kind: "password_reset", Rule: link.ID, State: events.Queued, DueAt: s.Now(), NotAfter: link.ExpiresAt,
		})
		return err
	}))
	messages, err := s.Messages(s.ctx, events.MessageFilter{})
	s.must(err)
	for _, m := range messages {
		if m.About == events.AboutRegistration {
			continue
		}
		for range 2 { // before it went, and after
			look, err := s.Look(s.ctx, m.ID)
			s.must(err)
			if look.Letter == nil {
				t.Fatalf("%s: no letter", m.Kind)
			}
			if links := look.Letter.Links; links.Action != "https://kantine.example/hidden" || strings.Contains(links.Stop, ".") && !strings.HasSuffix(links.Stop, "/hidden") {
				t.Errorf("%s: %+v", m.Kind, links)
			}
			s.mail()
		}
	}
	if len(messages) != 3 {
		t.Errorf("%d messages", len(messages))
	}
}
