package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kantine/events"
)

// TestPublishingJudgesAnew: a facilitator who was free when the draft was made
// has been taken since.
func TestPublishingJudgesAnew(t *testing.T) {
	for _, series := range []bool{false, true} {
		w := newWorld(t)
		w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
			f, err := tx.Facilitator(ctx, "fac-1")
			f.Languages = []string{"nl"}
			return errors.Join(err, tx.PutFacilitator(ctx, f))
		}))
		staff := w.login(w.user(events.RoleCoordinator), true)
		in := events.SessionInput{
			Offering: "off-1", StartsAt: "2027-04-13T09:30", Facilitators: events.Given([]string{"fac-1"}), Checked: true,
			Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"}),
		}
		made, err := w.service.CreateSeries(t.Context(), in, events.Recurrence{}, 2, nil)
		w.must(err)
		in.StartsAt, in.Checked = "2027-04-20T10:30", false // beside the second of the two
		_, err = w.service.CreateSession(t.Context(), in, nil)
		w.must(err)

		step, id, notice, want := "/publish", made[1].ID, "published", "draft published "
		if series {
			step, id, notice, want = "/publish-series", made[0].ID, "published_series", "published published "
		}
		path := "/desk/sessions/" + id
		refused := w.ask("POST "+path+step, staff, nil)
		w.status(refused, http.StatusUnprocessableEntity, "Er staat iets in de weg", "Dit staat in de weg", "heeft dan al Titel off-1", "dinsdag 20 april 2027",
			`id="e-overrule"`, "Toch openbaar maken?", "Ja: de planner weet niet alles", `action="`+path+step+`"`, `href="/desk/sessions/`+made[1].ID+`/edit"`)
		if strings.Contains(refused.Body.String(), "dinsdag 13 april 2027") {
			t.Error("a draft that nothing is in the way of is shown")
		}
		states := func() (all string) {
			for _, s := range made {
				now, err := w.service.Session(t.Context(), s.ID)
				w.must(err)
				all += string(now.State) + " "
			}
			return all
		}
		if got := states(); got != "draft draft " {
			t.Errorf("refused, and %s", got)
		}
		w.status(w.ask("POST "+path+step, staff, url.Values{"overrule": {"because"}}), http.StatusUnprocessableEntity)
		w.led(w.ask("POST "+path+step, staff, url.Values{"overrule": {"known"}}), path+"?notice="+notice)
		if got := states(); got != want {
			t.Errorf("overruled, and %s", got)
		}
		w.status(w.ask("GET /desk/audit", w.login(w.user(events.RoleAdmin), true), nil), http.StatusOK, "toch gedaan: de planner weet niet alles")
	}
}
