package account

import (
	"context"
	"fmt"
	"testing"

	"kantine/events"
	"kantine/events/store/storetest"
)

// cheap is the hash of good at the lowest cost.
const cheap = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$E6wnL7znZ4zUomfz0ONeVg"

const firstChoice = "eerste keus nummer een"

// TestAtTheSameTime has two requests about one account meet where the database
// runs them side by side: what ends an access ends it for whoever is on the way
// in as well.
func TestAtTheSameTime(t *testing.T) {
	dsn := storetest.Postgres(t)
	w := worldOn(t, dsn)
	boss := w.enrolled("boss@zorgenwerk.example", events.RoleAdmin)
	for n, test := range []struct {
		name          string
		first, second func(m *meeting, a Accounts) error
		// want tells of each whether it is refused.
		want  [2]events.Code
		check func(m *meeting)
	}{
		{
			"a login goes on that is being ended everywhere", (*meeting).everywhere, (*meeting).look,
			[2]events.Code{"", events.CodeUnauthorized},
			(*meeting).isOut,
		},
		{
			"everywhere while somebody enters", (*meeting).enterCode, (*meeting).everywhere,
			[2]events.Code{},
			(*meeting).isOut,
		},
		{
			"a new role while somebody enters", (*meeting).becomesViewer, (*meeting).enterCode,
			[2]events.Code{},
			func(m *meeting) { m.is(events.RoleViewer, false) },
		},
		{
			"kept out while somebody enters", (*meeting).enterCode, (*meeting).keptOut,
			[2]events.Code{},
			func(m *meeting) {
				m.is(events.RoleAdmin, true)
				m.must(m.SetDisabled(m.t.Context(), m.boss, m.User.ID, false))
				m.isOut()
			},
		},
		{
			"another password while somebody enters", (*meeting).enterCode, (*meeting).chooses,
			[2]events.Code{},
			(*meeting).isOut,
		},
		{
			"another password while somebody begins", (*meeting).begin, (*meeting).chooses,
			[2]events.Code{},
			(*meeting).isOut,
		},
		{
			"one link twice", (*meeting).chooses, (*meeting).choosesAgain,
			[2]events.Code{"", events.CodeGone},
			func(m *meeting) { m.half(m.email, firstChoice) },
		},
		{
			"the old password is changed while the link is used", (*meeting).chooses, (*meeting).change,
			[2]events.Code{"", events.CodeUnauthorized},
			func(m *meeting) { m.half(m.email, firstChoice) },
		},
		{
			"recovery codes are made while one is put out", (*meeting).everywhere, (*meeting).renew,
			[2]events.Code{"", events.CodeUnauthorized},
			(*meeting).isOut,
		},
		{
			"two admins demote each other", (*meeting).becomesViewer, (*meeting).demotes,
			[2]events.Code{"", events.CodeForbidden},
			func(m *meeting) { m.is(events.RoleViewer, false) },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := w.meets(t, n, boss.Visitor)
			first, second := storetest.Overlap(t, dsn, w.Store,
				func(s events.Store) error {
					a := w.Accounts
					a.Store = s
					return test.first(m, a)
				},
				func() error { return test.second(m, w.Accounts) })
			if got := [2]events.Code{events.CodeOf(first), events.CodeOf(second)}; got != test.want {
				t.Errorf("got %v and %v, want %q", first, second, test.want)
			}
			test.check(m)
		})
	}
}

// meeting is somebody with a login, another that lacks its second step, and a
// link to choose a password.
type meeting struct {
	*world
	*person
	boss Visitor
	on   Entered
	link string
}

func (w *world) meets(t *testing.T, n int, boss Visitor) *meeting {
	t.Helper()
	w.t = t
	m := &meeting{world: w, boss: boss}
	user := events.User{
		ID: events.NewID(w.now), Email: fmt.Sprintf("ann%d@zorgenwerk.example", n), Role: events.RoleAdmin, Password: cheap, CreatedAt: w.now,
	}
	w.update(func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, user) })
	m.person = w.enrols(user.Email)
	m.on = w.half(m.email, good)
	w.later(2 * seenEvery)
	w.update(func(ctx context.Context, tx events.Tx) error {
		link, err := w.owe(ctx, tx, m.User.ID, events.PasswordReset, "nl", resetLife, false)
		m.link = w.Key.Token(events.PurposeReset, link.ID, 0)
		return err
	})
	return m
}

func (m *meeting) everywhere(a Accounts) error { return a.EndLogins(m.t.Context(), m.Visitor) }

func (m *meeting) look(a Accounts) error {
	_, err := a.Find(m.t.Context(), m.Secret)
	return err
}

// enterCode makes another login full.
func (m *meeting) enterCode(a Accounts) (err error) {
	m.on, err = a.EnterCode(m.t.Context(), m.on.Visitor, m.code(m.person.secret, 0))
	return err
}

// begin gives the password in another browser.
func (m *meeting) begin(a Accounts) (err error) {
	m.on, err = a.LogIn(m.t.Context(), m.email, good, "Firefox")
	return err
}

func (m *meeting) becomesViewer(a Accounts) error {
	return a.SetRole(m.t.Context(), m.boss, m.User.ID, events.RoleViewer)
}

// demotes is what the visitor does to the boss.
func (m *meeting) demotes(a Accounts) error {
	return a.SetRole(m.t.Context(), m.Visitor, m.boss.User.ID, events.RoleViewer)
}

func (m *meeting) keptOut(a Accounts) error {
	return a.SetDisabled(m.t.Context(), m.boss, m.User.ID, true)
}

func (m *meeting) chooses(a Accounts) error { return m.choose(a, firstChoice) }

func (m *meeting) choosesAgain(a Accounts) error { return m.choose(a, "tweede keus nummer twee") }

func (m *meeting) choose(a Accounts, password string) error {
	return a.ChoosePassword(m.t.Context(), events.PurposeReset, m.link, password)
}

func (m *meeting) change(a Accounts) error {
	return a.ChangePassword(m.t.Context(), m.Visitor, good, "derde keus nummer drie")
}

func (m *meeting) renew(a Accounts) error {
	_, err := a.RenewRecovery(m.t.Context(), m.Visitor, good)
	return err
}

// isOut checks that no login of theirs lets in.
func (m *meeting) isOut() {
	m.t.Helper()
	if m.finds(m.Entered) || m.finds(m.on) {
		m.t.Error("a login still lets in")
	}
}

func (m *meeting) is(role events.Role, disabled bool) {
	m.t.Helper()
	user := m.user(m.email)
	if user.Role != role || user.DisabledAt.IsZero() == disabled {
		m.t.Errorf("a %s, disabled at %v", user.Role, user.DisabledAt)
	}
}
