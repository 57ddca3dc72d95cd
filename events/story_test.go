package events_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/plan"
	"kantine/events/store"
	"kantine/events/store/storetest"
)

// watch is a clock that stands still until it is set.
type watch struct {
	mu  sync.Mutex
	now time.Time
}

func (w *watch) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *watch) Until(t time.Time) time.Duration { return max(0, t.Sub(w.Now())) }

func (w *watch) set(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t
}

// story is a programme whose letters a test sends itself. It begins on Monday
// 4 January 2027 at noon in Amsterdam.
type story struct {
	*events.Service
	t     *testing.T
	ctx   context.Context
	store *store.Store
	clock *watch
	zone  *time.Location
	// answers says how the mail server takes the letters of a person, by the
	// part of the address before the @; without one it takes them.
	answers map[string]events.OutcomeStatus
	// sent are the letters that were handed to the mail server since they were
	// last looked at.
	sent []events.Letter
}

var key = events.Key{1}

func newStory(t *testing.T) *story {
	t.Helper()
	return storyOn(t, emptyFile(t))
}

// emptyFile gives copies of a database without anything in it.
var emptyFile = storetest.Copies(func(path string) (storetest.Disk, error) {
	return store.Open(context.Background(), path, slog.New(slog.DiscardHandler))
})

var planner = sync.OnceValues(plan.New)

func storyOn(t *testing.T, dsn string) *story {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	s := &story{t: t, ctx: t.Context(), zone: zone, clock: &watch{}, answers: map[string]events.OutcomeStatus{}}
	if s.store, err = store.Open(s.ctx, dsn, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	s.at("2027-01-04T12:00")
	s.must(s.store.Migrate(s.ctx))
	s.Service = s.service(key)
	s.must(s.Prepare(s.ctx))
	return s
}

func (s *story) service(key events.Key) *events.Service { return s.serviceOn(s.store, s.clock, key) }

func (s *story) serviceOn(disk events.Store, clock events.Clock, key events.Key) *events.Service {
	s.t.Helper()
	planner, err := planner()
	s.must(err)
	return events.NewService(disk, clock, key, planner, events.Settings{
		BaseURL: "https://kantine.example", Organizer: "planning@kantine.example", DiscreetOrganizer: "planning@kantine.example",
		MessageDomain: "kantine.example", TimeZone: "Europe/Amsterdam",
	}, func() {})
}

func (s *story) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// refused fails unless err is a refusal of this code.
func (s *story) refused(err error, code events.Code) {
	s.t.Helper()
	if events.CodeOf(err) != code || code == "" {
		s.t.Errorf("got %v, want %s", err, code)
	}
}

// time reads a wall time in Amsterdam.
func (s *story) time(wall string) time.Time {
	s.t.Helper()
	at, err := events.ParseTime("time", wall, s.zone)
	s.must(err)
	return at
}

// at sets the clock.
func (s *story) at(wall string) { s.clock.set(s.time(wall)) }

// later moves the clock on.
func (s *story) later(d time.Duration) { s.clock.set(s.clock.Now().Add(d)) }

func pointer[T any](v T) *T { return &v }

var title = events.Text{NL: "Werk en zorg", EN: "Work and care"}

// offer makes a workshop of two hours for two people, changed as wished.
func (s *story) offer(change func(*events.OfferingInput)) events.Offering {
	s.t.Helper()
	in := events.OfferingInput{Kind: events.KindWorkshop, Title: title, Duration: "PT2H", Capacity: pointer(2)}
	if change != nil {
		change(&in)
	}
	o, err := s.CreateOffering(s.ctx, in, nil)
	s.must(err)
	return o
}

// draft makes a session on Wednesday 10 February 2027 at 14:30.
func (s *story) draft(o events.Offering, change func(*events.SessionInput)) events.Session {
	s.t.Helper()
	in := events.SessionInput{
		Offering: o.ID, StartsAt: "2027-02-10T14:30",
		Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"}),
	}
	if change != nil {
		change(&in)
	}
	session, err := s.CreateSession(s.ctx, in, nil)
	s.must(err)
	return session
}

// session makes a draft and publishes it.
func (s *story) session(o events.Offering, change func(*events.SessionInput)) events.Session {
	s.t.Helper()
	session, err := s.PublishSession(s.ctx, s.draft(o, change).ID, events.Publishing{})
	s.must(err)
	return session
}

// workshop is a session of two seats with the default reminders.
func (s *story) workshop() events.Session { s.t.Helper(); return s.session(s.offer(nil), nil) }

// ask is what somebody fills in.
func ask(sessionID, who string) events.RegisterCommand {
	return events.RegisterCommand{SessionID: sessionID, Name: who, Email: who + "@post.example", Language: "nl"}
}

// register gives somebody a place, or one on the waitlist.
func (s *story) register(session events.Session, who string) events.Registration {
	s.t.Helper()
	done, err := s.Register(s.ctx, ask(session.ID, who))
	s.must(err)
	if done.Already {
		s.t.Fatalf("%s is there already", who)
	}
	return done.Registration
}

// change edits a session under its present version.
func (s *story) change(sessionID string, in events.SessionInput) (events.Session, error) {
	s.t.Helper()
	session, err := s.Session(s.ctx, sessionID)
	s.must(err)
	in.Version = session.Version
	return s.ChangeSession(s.ctx, sessionID, in)
}

func (s *story) moved(sessionID, to string) {
	s.t.Helper()
	_, err := s.change(sessionID, events.SessionInput{StartsAt: to})
	s.must(err)
}

// mail does what the scheduler does, until nothing is left to do now.
func (s *story) mail() {
	s.t.Helper()
	for range 50 {
		fanned, err := s.FanOut(s.ctx, 100)
		s.must(err)
		letters := s.claim()
		for _, l := range letters {
			s.settle(l, s.answers[person(l.To)])
		}
		if fanned == 0 && len(letters) == 0 {
			return
		}
	}
	s.t.Fatal("the outbox never comes to rest")
}

func (s *story) claim() []events.Letter {
	s.t.Helper()
	letters, err := s.Claim(s.ctx, 100, time.Now().Add(events.Lease))
	s.must(err)
	return letters
}

func (s *story) settle(l events.Letter, status events.OutcomeStatus) {
	s.t.Helper()
	s.sent = append(s.sent, l)
	s.must(s.Settle(s.ctx, l, events.Outcome{Status: status, Detail: "said so"}))
}

// person is the part of an address before the @.
func person(address string) string { return strings.Split(address, "@")[0] }

// inWords tells of a letter who gets what: "kim update REQUEST 1".
func inWords(l events.Letter) string {
	words := []string{person(l.To), string(l.Text)}
	if l.Message.Kind == events.ReminderLetter || l.Message.Kind == events.FollowUp {
		words = append(words, l.Message.Rule)
	}
	if l.Method != events.NoCalendar {
		words = append(words, string(l.Method), fmt.Sprint(l.Registration.Sequence))
	}
	return strings.Join(words, " ")
}

// mails sends what is due and compares it with what is wanted, by person and
// in the order they got it.
func (s *story) mails(want ...string) {
	s.t.Helper()
	s.mail()
	var got []string
	for _, l := range s.sent {
		got = append(got, inWords(l))
	}
	s.sent = nil
	byPerson := func(a, b string) int {
		return strings.Compare(strings.Split(a, " ")[0], strings.Split(b, " ")[0])
	}
	slices.SortStableFunc(got, byPerson)
	slices.SortStableFunc(want, byPerson)
	if !slices.Equal(got, want) {
		s.t.Errorf("letters:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// fates lists what became of the messages of a registration of some kinds:
// "-P7D skipped due-before-registration".
func (s *story) fates(r events.Registration, kinds ...events.MessageKind) []string {
	s.t.Helper()
	messages, err := s.Messages(s.ctx, events.MessageFilter{RegistrationID: r.ID})
	s.must(err)
	var fates []string
	for _, m := range messages {
		if slices.Contains(kinds, m.Kind) {
			name := m.Rule
			if name == "" || (m.Kind != events.ReminderLetter && m.Kind != events.FollowUp) {
				name = string(m.Kind)
			}
			fates = append(fates, strings.TrimSpace(strings.Join([]string{name, string(m.State), m.Reason}, " ")))
		}
	}
	slices.Sort(fates)
	return fates
}

func (s *story) hasFates(r events.Registration, kinds []events.MessageKind, want ...string) {
	s.t.Helper()
	if got := s.fates(r, kinds...); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		s.t.Errorf("messages: %q, want %q", got, want)
	}
}

var reminders = []events.MessageKind{events.ReminderLetter, events.FollowUp}

// plan compares the session's reminders: "-P7D sent", "-PT2H planned".
func (s *story) plan(sessionID string, want ...string) {
	s.t.Helper()
	rows, err := s.Reminders(s.ctx, sessionID)
	s.must(err)
	var got []string
	for _, r := range rows {
		got = append(got, strings.TrimSpace(r.Rule+" "+string(r.State)+" "+r.Reason))
	}
	slices.Sort(got)
	if !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		s.t.Errorf("reminders: %q, want %q", got, want)
	}
}

// is compares the state of a registration as it stands.
func (s *story) is(r events.Registration, want events.RegistrationState) events.Registration {
	s.t.Helper()
	now, err := s.Registration(s.ctx, r.ID)
	s.must(err)
	if now.Registration.State != want {
		s.t.Errorf("%s is %s, want %s", r.Name, now.Registration.State, want)
	}
	return now.Registration
}

// counts compares the counters of a session and the sums of its blocks.
func (s *story) counts(sessionID string, confirmed, waitlisted int) {
	s.t.Helper()
	session, err := s.Session(s.ctx, sessionID)
	s.must(err)
	inBlocks := [2]int{}
	for _, b := range session.Blocks {
		inBlocks[0] += b.Confirmed
		inBlocks[1] += b.Waitlisted
	}
	want := [2]int{confirmed, waitlisted}
	if got := [2]int{session.Confirmed, session.Waitlisted}; got != want || inBlocks != want {
		s.t.Errorf("%v confirmed and waitlisted, %v in the blocks, want %v", got, inBlocks, want)
	}
}

// words writes a value out, with what its pointers point to.
func words(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
