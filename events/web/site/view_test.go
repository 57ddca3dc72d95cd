package site

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/templates"
)

func TestBlockSeats(t *testing.T) {
	begins := at(2, 10, 0)
	for name, c := range map[string]struct {
		change func(s *events.Session, b *events.Block)
		now    time.Time
		want   templates.Seats
	}{
		"seats left":           {func(s *events.Session, b *events.Block) { s.Confirmed = 3 }, start, templates.Seats{State: templates.SeatsOpen, Left: 7}},
		"no limit":             {func(s *events.Session, b *events.Block) { s.NoLimit, s.Capacity = true, nil }, start, templates.Seats{State: templates.SeatsOpen, Unlimited: true}},
		"block is smaller":     {func(s *events.Session, b *events.Block) { b.Capacity = number(2) }, start, templates.Seats{State: templates.SeatsOpen, Left: 2}},
		"full with a waitlist": {func(s *events.Session, b *events.Block) { s.Confirmed = 10; b.Waitlisted = 4 }, start, templates.Seats{State: templates.SeatsWaitlist, Waiting: 4}},
		"others wait first":    {func(s *events.Session, b *events.Block) { s.Confirmed = 9; b.Waitlisted = 1 }, start, templates.Seats{State: templates.SeatsWaitlist, Waiting: 1}},
		"full": {
			func(s *events.Session, b *events.Block) { s.Confirmed = 10; s.Waitlist = events.WaitlistOff }, start,
			templates.Seats{State: templates.SeatsFull},
		},
		"closed early": {
			func(s *events.Session, b *events.Block) { s.ClosesAt = begins.Add(-24 * time.Hour) }, begins.Add(-time.Hour),
			templates.Seats{State: templates.SeatsClosed},
		},
		"begun": {func(s *events.Session, b *events.Block) {}, begins, templates.Seats{State: templates.SeatsClosed}},
		"ended": {func(s *events.Session, b *events.Block) {}, begins.Add(time.Hour), templates.Seats{State: templates.SeatsEnded}},
		"held":  {func(s *events.Session, b *events.Block) { s.State = events.SessionHeld }, begins.Add(time.Hour), templates.Seats{State: templates.SeatsHeld}},
		"called off": {
			func(s *events.Session, b *events.Block) { s.State = events.SessionCancelled }, start,
			templates.Seats{State: templates.SeatsCancelled},
		},
	} {
		s := events.Session{
			State: events.SessionPublished, Capacity: number(10), Waitlist: events.WaitlistAuto,
			Blocks: []events.Block{{ID: "a", StartsAt: begins, EndsAt: begins.Add(time.Hour)}},
		}
		c.change(&s, &s.Blocks[0])
		if got := blockSeats(&s, &s.Blocks[0], c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if got := sessionSeats(&s, c.now); got != c.want {
			t.Errorf("%s, as a session: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestSessionSeatsOfSeveralBlocks(t *testing.T) {
	s := events.Session{
		State: events.SessionPublished, Capacity: number(5), Waitlist: events.WaitlistOff, Confirmed: 2,
		Blocks: []events.Block{
			{ID: "a", StartsAt: at(2, 6, 0), EndsAt: at(2, 7, 0), Capacity: number(2), Confirmed: 2},
			{ID: "b", StartsAt: at(2, 14, 0), EndsAt: at(2, 15, 0), Capacity: number(2)},
			{ID: "c", StartsAt: at(2, 22, 0), EndsAt: at(2, 23, 0), Capacity: number(2)},
		},
	}
	if got := sessionSeats(&s, start); got != (templates.Seats{State: templates.SeatsOpen, Left: 3}) {
		t.Errorf("three seats of the session are left, two blocks have two each: %+v", got)
	}
	if got := sessionSeats(&s, at(2, 22, 30)); got.State != templates.SeatsClosed {
		t.Errorf("the last block has begun: %+v", got)
	}
}

func TestTighter(t *testing.T) {
	open := func(n int) templates.Seats { return templates.Seats{State: templates.SeatsOpen, Left: n} }
	wide := templates.Seats{State: templates.SeatsOpen, Unlimited: true}
	full, over := templates.Seats{State: templates.SeatsFull}, templates.Seats{State: templates.SeatsEnded}
	queue := func(n int) templates.Seats { return templates.Seats{State: templates.SeatsWaitlist, Waiting: n} }
	for _, c := range [][3]templates.Seats{
		{open(3), open(5), open(3)},
		{wide, open(5), open(5)},
		{wide, wide, wide},
		{open(3), queue(1), queue(1)},
		{queue(4), queue(1), queue(4)},
		{open(3), full, full},
		{open(3), over, open(3)},
	} {
		if got := tighter(c[0], c[1]); got != c[2] {
			t.Errorf("%+v with %+v: %+v", c[0], c[1], got)
		}
		if got := tighter(c[1], c[0]); got != c[2] {
			t.Errorf("%+v with %+v: %+v", c[1], c[0], got)
		}
	}
}

func TestRegistrationView(t *testing.T) {
	w := newWorld(t)
	own := w.join("web", "Kim Verbeek", "kim@post.example")
	read := func() events.RegistrationView {
		view, err := w.service.Manage(context.Background(), events.PurposeManage, strings.TrimPrefix(own, "/r/"))
		if err != nil {
			t.Fatal(err)
		}
		return view
	}
	view := read()
	show := func() templates.RegistrationPage {
		page, err := w.site.registrationPage(visit{"nl", false, w.clock.Now()}, &view, own)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	page := show()
	if page.Email != "k…@post.example" || page.State != templates.RegistrationConfirmed || page.Was != nil ||
		len(page.Mails) != 1 || page.Mails[0] != (templates.MailStatus{Kind: "confirmation", State: templates.MailQueued}) {
		t.Errorf("%+v", page)
	}
	if page.Join.URL != "" || !page.Join.From.Equal(at(9, 9, 45)) {
		t.Errorf("the link is shown too early: %+v", page.Join)
	}
	w.clock.set(at(9, 9, 45))
	if page = show(); page.Join.URL != "https://bellen.example/web" {
		t.Errorf("no link a quarter before the start: %+v", page.Join)
	}
	w.clock.set(at(9, 11, 0))
	if page = show(); page.State != templates.RegistrationPast || page.WithdrawPath != "" || page.Edit != nil {
		t.Errorf("over: %+v", page)
	}
	w.clock.set(start)
	view.Registration.Told = events.Told{Requested: true, StartsAt: at(8, 10, 0), EndsAt: at(8, 11, 0), Place: "Online"}
	if page = show(); page.Was == nil || !page.Was.Start.Equal(at(8, 10, 0)) || page.Was.Where != "" {
		t.Errorf("moved: %+v", page.Was)
	}
	view.Session.State = events.SessionCancelled
	if page = show(); page.State != templates.RegistrationCancelled || page.WithdrawPath != "" {
		t.Errorf("called off: %+v", page)
	}
	view.Messages = []events.Message{
		{Kind: events.Confirmation, State: events.Delivered, DeliveredAt: start},
		{Kind: events.Update, State: events.Cancelled},
		{Kind: events.Cancellation, State: events.InDoubt},
		{Kind: events.LinkLetter, State: events.Delivered},
	}
	if page = show(); len(page.Mails) != 2 || !page.Mails[0].At.Equal(start) || page.Mails[1].State != templates.MailRetrying {
		t.Errorf("%+v", page.Mails)
	}
}

// What Google and Microsoft get to read holds no link of ours, and of a
// discreet appointment neither title nor the name of the house.
func TestAgendaLinks(t *testing.T) {
	w := newWorld(t)
	own := w.join("workshop", "Kim Verbeek", "kim@post.example")
	view, err := w.service.Manage(context.Background(), events.PurposeManage, strings.TrimPrefix(own, "/r/"))
	if err != nil {
		t.Fatal(err)
	}
	for _, discreet := range []bool{false, true} {
		view.Registration.Discreet = discreet
		google, outlook := w.site.agendaLinks(visit{lang: "nl"}, &view)
		for _, link := range []string{google, outlook} {
			u, err := url.Parse(link)
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			title, where := q.Get("text")+q.Get("subject"), q.Get("location")
			want := [2]string{"Mantelzorg workshop", "Mantelzorghuis, Kade 1, 9401 ZZ Assen"}
			if discreet {
				want = [2]string{"Afspraak", "Kade 1, 9401 ZZ Assen"}
			}
			if title != want[0] || where != want[1] || strings.Contains(link, "/r/") || strings.Contains(link, "kim") {
				t.Errorf("%s", link)
			}
		}
		if u, _ := url.Parse(google); u.Query().Get("dates") != "20270202T090000Z/20270202T100000Z" {
			t.Errorf("%s", google)
		}
	}
}

func TestNewsletterLinks(t *testing.T) {
	w := newWorld(t)
	w.join("workshop", "Kim Verbeek", "kim@post.example", "consent_newsletter", "1")
	confirm := w.newsletterPath("kim@post.example")
	id, _, _ := strings.Cut(strings.TrimPrefix(confirm, "/n/"), ".")
	stop := "/u/" + events.Key{1, 2, 3}.Token(events.PurposeStop, id, 0)
	subscribed := func() bool {
		var sub events.Subscription
		err := w.store.View(context.Background(), func(ctx context.Context, tx events.Tx) (err error) {
			sub, err = tx.Subscription(ctx, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return !sub.ConfirmedAt.IsZero()
	}
	if page := w.get(confirm); page.status != 200 || subscribed() {
		t.Errorf("reading the question answered it: %d", page.status)
	}
	if answer := w.post(stop, "List-Unsubscribe", "One-Click"); answer.status != 200 || subscribed() {
		t.Errorf("one click of a mail provider: %d, subscribed %v", answer.status, subscribed())
	}
	if answer := w.post(confirm); answer.status != 410 || subscribed() {
		t.Errorf("confirmed what was stopped: %d", answer.status)
	}
	w.join("web", "Sam", "sam@post.example", "consent_newsletter", "1")
	confirm = w.newsletterPath("sam@post.example")
	id, _, _ = strings.Cut(strings.TrimPrefix(confirm, "/n/"), ".")
	if answer := w.post(confirm); answer.status != 303 || !subscribed() {
		t.Errorf("confirm: %d", answer.status)
	}
}
