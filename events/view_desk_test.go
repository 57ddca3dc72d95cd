package events_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// soon lists the titles and needs of the sessions on the first page of the desk.
func (s *story) soon(ledBy string) string {
	s.t.Helper()
	today, err := s.Today(s.ctx, ledBy)
	s.must(err)
	var list []string
	for _, l := range today.Sessions {
		list = append(list, strings.TrimSpace(l.Session.Heading().NL+" "+string(events.NeedOf(&l.Session))))
	}
	return strings.Join(list, ", ")
}

func TestTodayShowsTwoWeeks(t *testing.T) {
	s := newStory(t)
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		return tx.PutFacilitator(ctx, events.Facilitator{ID: "fac-1", Name: "Fenna Demo", Email: "fenna@zorgenwerk.example"})
	}))
	offer := s.offer(nil)
	on := func(name, start string, leads ...string) events.Session {
		return s.session(offer, func(in *events.SessionInput) {
			in.Title, in.StartsAt, in.Facilitators = events.Given(events.Text{NL: name, EN: name}), start, events.Given(leads)
		})
	}
	s.at("2027-01-03T12:00")
	on("yesterday", "2027-01-03T23:59")
	on("early", "2027-01-04T00:00")
	last := on("last", "2027-01-18T23:59", "fac-1")
	on("too late", "2027-01-19T00:00")
	s.at("2027-01-04T12:00")
	if got := s.soon(""); got != "early, last" {
		t.Errorf("sessions %q", got)
	}
	if got := s.soon("FENNA@zorgenwerk.example"); got != "last" {
		t.Errorf("her sessions %q", got)
	}
	if got := s.soon("nobody@zorgenwerk.example"); got != "" {
		t.Errorf("nobody's sessions %q", got)
	}
	for _, who := range []string{"kim", "noor", "sam"} {
		s.register(last, who)
	}
	if got := s.soon(""); got != "early, last over" {
		t.Errorf("sessions %q", got)
	}
	for _, state := range []events.SessionState{events.SessionHeld, events.SessionCancelled} {
		s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
			over, err := tx.Session(ctx, last.ID)
			if err != nil {
				return err
			}
			over.State = state
			return tx.PutSession(ctx, over)
		}))
		if got := s.soon(""); got != "early" {
			t.Errorf("with one %s that would still come: %q", state, got)
		}
	}
}

func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		state                       events.SessionState
		seats, confirmed, waitlited int
		want                        events.Need
	}{
		{events.SessionPublished, 12, 4, 0, events.NeedNothing},
		{events.SessionPublished, 12, 3, 0, events.NeedPeople},
		{events.SessionPublished, 3, 0, 0, events.NeedNothing},
		{events.SessionPublished, 12, 12, 1, events.NeedRoom},
		{events.SessionDraft, 12, 0, 0, events.NeedNothing},
		{events.SessionCancelled, 12, 0, 3, events.NeedNothing},
	} {
		session := events.Session{State: c.state, Capacity: &c.seats, Confirmed: c.confirmed, Waitlisted: c.waitlited}
		if got := events.NeedOf(&session); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if unlimited := (events.Session{State: events.SessionPublished}); events.NeedOf(&unlimited) != events.NeedNothing {
		t.Error("a session without a limit is never too empty")
	}
}

func TestTodayShowsWhatLeavesAndWhatDoesNot(t *testing.T) {
	s := newStory(t)
	s.answers["noor"] = events.OutcomePermanent
	session := s.workshop()
	s.register(session, "kim")
	s.register(session, "noor")
	s.draft(s.offer(nil), nil) // nobody hears of a draft
	empty := s.session(s.offer(nil), nil)
	s.mail()
	s.at("2027-02-02T14:00") // eight days before: the first reminder leaves tomorrow at 14:30
	today, err := s.Today(s.ctx, "")
	s.must(err)
	if len(today.Reminders) != 0 {
		t.Errorf("reminders a day too early: %+v", today.Reminders)
	}
	s.at("2027-02-02T14:30")
	if today, err = s.Today(s.ctx, ""); err != nil || len(today.Reminders) != 1 || today.MoreReminders != 0 {
		t.Fatalf("reminders %+v, %v; none for session %s, to which nobody comes", today.Reminders, err, empty.ID)
	}
	if r := today.Reminders[0]; r.Reminder.SessionID != session.ID || r.Recipients != 2 || r.Title != title {
		t.Errorf("reminder %+v", r)
	}
	if len(today.Troubled) != 1 || today.TroubledCount != 1 || today.Troubled[0].Message.Recipient != "noor@post.example" || today.Troubled[0].Title != title {
		t.Errorf("troubled %+v", today.Troubled)
	}
}

// linked owes a user a letter with a link that works for an hour.
func (s *story) linked(user events.User, id string, kind events.MessageKind) {
	s.t.Helper()
	now := s.clock.Now()
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutUser(ctx, user); err != nil {
			return err
		}
		link := events.AccountLink{ID: id, UserID: user.ID, Kind: kind, Language: "en", ExpiresAt: now.Add(time.Hour)}
		if err := tx.PutAccountLink(ctx, link); err != nil {
			return err
		}
		_, err := tx.InsertMessages(ctx, events.Message{
			ID: "m-" + id, About: events.AboutUser, AboutID: user.ID, Kind: kind, Rule: id, State: events.Queued, DueAt: now, NotAfter: link.ExpiresAt,
		})
		return err
	}))
}

func TestLettersToUsers(t *testing.T) {
	s := newStory(t)
	user := events.User{ID: "u-1", Email: "ann@zorgenwerk.example", Role: events.RoleAdmin}
	s.linked(user, "a-1", events.PasswordReset)
	s.mail()
	if len(s.sent) != 1 {
		t.Fatalf("%d letters", len(s.sent))
	}
	l := s.sent[0]
	token, _ := strings.CutPrefix(l.Links.Action, "https://kantine.example/desk/reset/")
	id, ok := key.Opens(events.PurposeReset, token)
	if !ok || id != "a-1" || l.To != user.Email || l.Language != "en" || l.Links.Stop != "" || l.Method != events.NoCalendar || l.Message.MessageID == "" {
		t.Errorf("the letter is %+v", l)
	}
	if _, ok := key.Opens(events.PurposeInvite, token); ok {
		t.Error("a link for one purpose is one for another")
	}
	// What has lost its use does not go.
	s.linked(user, "a-2", events.AccountInvitation)
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error { return tx.DeleteAccountLinks(ctx, user.ID) }))
	s.sent = nil
	s.mail()
	s.linked(user, "a-3", events.PasswordReset)
	s.later(time.Hour + time.Second)
	user.DisabledAt = s.clock.Now()
	s.linked(user, "a-4", events.PasswordReset)
	s.mail()
	if len(s.sent) != 0 {
		t.Errorf("%d letters more", len(s.sent))
	}
	for id, want := range map[string]events.MessageState{"m-a-2": events.Cancelled, "m-a-3": events.Expired, "m-a-4": events.Cancelled} {
		if m, err := s.Message(s.ctx, id); err != nil || m.State != want {
			t.Errorf("%s is %s, want %s: %v", id, m.State, want, err)
		}
	}
}

// TestTodayNamesWhoWaits: what is due within a week, the longest waiting first.
func TestTodayNamesWhoWaits(t *testing.T) {
	s := newStory(t)
	call, soon, late, far := "Bellen", events.Date("2027-01-08"), events.Date("2026-12-30"), events.Date("2027-02-01")
	for name, on := range map[string]*events.Date{"Alfa": &soon, "Beta": &late, "Gamma": &far, "Delta": nil} {
		e := events.Employer{Name: name, Stage: events.StageLead, NextActionOn: on}
		if on != nil {
			e.NextAction = &call
		}
		_, err := s.CreateEmployer(s.ctx, e, nil)
		s.must(err)
	}
	today, err := s.Today(s.ctx, "")
	s.must(err)
	if len(today.Actions) != 2 || today.Actions[0].Name != "Beta" || today.Actions[1].Name != "Alfa" || today.MoreActions != 0 {
		t.Errorf("waiting: %+v", today.Actions)
	}
	if at, ok := events.MadeAt(today.Actions[0].ID); !ok || !at.Equal(s.clock.Now()) {
		t.Errorf("made at %v, %v", at, ok)
	}
	if _, ok := events.MadeAt("org-01"); ok {
		t.Error("the id of a file tells when it was made")
	}
}
