package events

import (
	"context"
	"slices"
	"strings"
	"time"
)

// OutboxPage is a stretch of the outbox, the latest first.
type OutboxPage struct {
	Messages []TroubledMessage
	// More tells that there are earlier ones.
	More bool
	// Counts are by state of all that the filter chooses whatever its state; nil
	// where the filter would make counting slow. MostCounted is where a count
	// stops.
	Counts map[MessageState]int
	// Session is the one that the filter names.
	Session *Session
}

// MostCounted is where a count of the outbox stops: nobody acts differently on
// more.
const MostCounted = 10_000

// Outbox lists messages, the latest first, with the titles of their sessions.
func (s *Service) Outbox(ctx context.Context, f MessageFilter) (OutboxPage, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (OutboxPage, error) {
		var page OutboxPage
		limit := f.Limit
		f.Latest, f.Limit = true, limit+1
		messages, err := tx.Messages(ctx, f)
		if err != nil {
			return page, err
		}
		if page.More = len(messages) > limit; page.More {
			messages = messages[:limit]
		}
		if page.Messages, err = titled(ctx, tx, messages); err != nil {
			return page, err
		}
		if f.SessionID != "" {
			session, err := tx.Session(ctx, f.SessionID)
			if err != nil {
				return page, err
			}
			page.Session = &session
		}
		if f.Kind == "" && f.From.IsZero() && f.To.IsZero() {
			page.Counts, err = tx.CountByState(ctx, f, MostCounted)
		}
		return page, err
	})
}

// titled adds the titles of sessions to messages.
func titled(ctx context.Context, tx Tx, messages []Message) ([]TroubledMessage, error) {
	titles := map[string]Text{}
	all := make([]TroubledMessage, len(messages))
	for i, m := range messages {
		all[i].Message = m
		if m.SessionID == "" {
			continue
		}
		title, known := titles[m.SessionID]
		if !known {
			session, err := tx.Session(ctx, m.SessionID)
			if err != nil {
				return nil, err
			}
			title = session.Heading()
			titles[m.SessionID] = title
		}
		all[i].Title = title
	}
	return all, nil
}

// Departure is mail of one kind about one session that leaves together.
type Departure struct {
	// At is when; of letters that are queued the beginning of the hour in which
	// they are due. What is due already leaves now.
	At        time.Time
	SessionID string
	Title     Text
	Kind      MessageKind
	// Rule is a planned reminder's; "" for letters that are queued already.
	Rule string
	// State is Queued, Retrying, InDoubt or TimelinePlanned.
	State MessageState
	Count int
}

// Departures is the mail of a stretch of time as things stand.
type Departures struct {
	Now time.Time
	// List is in order of time. More tells that there are more reminders than
	// were looked at.
	List  []Departure
	More  bool
	Total int
	// groups are the places in List, by all but the count.
	groups map[Departure]int
}

// mostReminders is how many reminders of one day are looked at.
const mostReminders = 500

// Departures tells what leaves between two instants, from the first on and
// before the other, if nothing happens in between. What is overdue leaves now.
func (s *Service) Departures(ctx context.Context, from, to time.Time) (Departures, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Departures, error) {
		d := Departures{Now: s.clock.Now(), groups: map[Departure]int{}}
		if !to.After(d.Now) {
			return d, nil
		}
		if err := d.queued(ctx, tx, from, to); err != nil {
			return d, err
		}
		if err := d.planned(ctx, tx, from, to); err != nil {
			return d, err
		}
		slices.SortStableFunc(d.List, func(a, b Departure) int {
			if c := a.At.Compare(b.At); c != 0 {
				return c
			}
			return strings.Compare(a.SessionID, b.SessionID)
		})
		return d, nil
	})
}

func (d *Departures) queued(ctx context.Context, tx Tx, from, to time.Time) error {
	counts, err := tx.CountDue(ctx, from, to)
	if err != nil {
		return err
	}
	for _, c := range counts {
		at := from.Add(time.Duration(c.Hour) * time.Hour)
		switch {
		case c.Hour < 0 && d.Now.Before(from):
			continue // it leaves before that day
		case at.Before(d.Now):
			at = d.Now
		}
		leaves := Departure{At: at, SessionID: c.SessionID, Kind: c.Kind, State: c.State, Count: c.Count}
		if c.SessionID != "" {
			session, err := tx.Session(ctx, c.SessionID)
			if err != nil {
				return err
			}
			leaves.Title = session.Heading()
		}
		d.add(leaves)
	}
	return nil
}

func (d *Departures) planned(ctx context.Context, tx Tx, from, to time.Time) error {
	if !from.After(d.Now) {
		from = time.Time{}
	}
	reminders, err := tx.PlannedReminders(ctx, from, to, mostReminders+1)
	if err != nil {
		return err
	}
	if d.More = len(reminders) > mostReminders; d.More {
		reminders = reminders[:mostReminders]
	}
	for _, r := range reminders {
		session, err := tx.Session(ctx, r.SessionID)
		if err != nil {
			return err
		}
		// A draft's reminders never leave, nor one that a later stage overtakes.
		if _, ok := session.Block(r.BlockID); !ok || session.State == SessionDraft || d.overtaken(&r, reminders) {
			continue
		}
		n, err := tx.CountReached(ctx, r.SessionID, r.BlockID, r.Kind == RuleFollowUp)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		d.add(Departure{
			At: later(r.SendAt, d.Now), SessionID: r.SessionID, Title: session.Heading(), Kind: r.letterKind(),
			Rule: r.Rule, State: TimelinePlanned, Count: n,
		})
	}
	return nil
}

// overtaken tells whether of several reminders that are late another goes.
func (d *Departures) overtaken(r *Reminder, all []Reminder) bool {
	return r.Kind == RuleReminder && r.due(d.Now) && slices.ContainsFunc(all, func(other Reminder) bool {
		return other.SessionID == r.SessionID && other.BlockID == r.BlockID && other.Kind == r.Kind && other.due(d.Now) && other.DueAt.After(r.DueAt)
	})
}

// add puts letters that leave now, whatever hour they were due, together.
func (d *Departures) add(leaves Departure) {
	d.Total += leaves.Count
	group := leaves
	group.Count = 0
	if i, known := d.groups[group]; known {
		d.List[i].Count += leaves.Count
		return
	}
	d.groups[group] = len(d.List)
	d.List = append(d.List, leaves)
}
