package desk

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kantine/events"
)

var (
	mainForm     = regexp.MustCompile(`(?s)<main.*?<form method="post"(.*?)</form>`)
	inputTag     = regexp.MustCompile(`<input [^>]*>`)
	selectTag    = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	optionTag    = regexp.MustCompile(`<option value="([^"]*)"( selected)?`)
	textareaTag  = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	attributeTag = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// formIn reads the first form of a page as a browser would send it by its first
// button.
func formIn(t *testing.T, answer *httptest.ResponseRecorder) url.Values {
	t.Helper()
	m := mainForm.FindStringSubmatch(answer.Body.String())
	if m == nil {
		t.Fatalf("no form: %d %.500s", answer.Code, answer.Body)
	}
	fields := url.Values{}
	for _, tag := range inputTag.FindAllString(m[1], -1) {
		attributes := map[string]string{}
		for _, a := range attributeTag.FindAllStringSubmatch(tag, -1) {
			attributes[a[1]] = html.UnescapeString(a[2])
		}
		ticked := attributes["type"] != "checkbox" && attributes["type"] != "radio" || strings.Contains(tag, " checked")
		if ticked {
			fields.Add(attributes["name"], attributes["value"])
		}
	}
	for _, s := range selectTag.FindAllStringSubmatch(m[1], -1) {
		options := optionTag.FindAllStringSubmatch(s[2], -1)
		chosen := options[0]
		for _, o := range options {
			if o[2] != "" {
				chosen = o
			}
		}
		fields.Add(s[1], html.UnescapeString(chosen[1]))
	}
	for _, area := range textareaTag.FindAllStringSubmatch(m[1], -1) {
		fields.Add(area[1], html.UnescapeString(area[2]))
	}
	return fields
}

const editPath = "/desk/sessions/ses-1/edit"

// TestEditingSavesWhatWasTyped goes through the editor without a script: what
// mails nobody is saved at once, the rest asks first.
func TestEditingSavesWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	w.crowd(3)
	staff := w.login(w.user(events.RoleCoordinator), true)
	page := w.ask("GET "+editPath, staff, nil)
	w.status(page, http.StatusOK, `value="2-2-2027"`, `value="14.30"`, "Fenna Demo", `value="ven-1" selected`, `value="10"`)
	form := formIn(t, page)
	// Nothing changed: nothing is inherited any less, and nobody is told.
	w.led(w.ask("POST "+editPath, staff, form), "/desk/sessions/ses-1?notice=saved")
	same, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	if same.Version != 2 || same.Capacity != nil || same.Waitlist != "" || same.Reminders != nil || same.Sequence != 0 {
		t.Errorf("saved as it was: %+v", same)
	}

	form = formIn(t, w.ask("GET "+editPath, staff, nil))
	form.Set("note", "Sleutel bij de portier")
	form.Set("capacity", "12")
	form.Set("title.nl", "Eigen titel")
	form.Set("own_reminders", "1")
	form.Set("rule.0.count", "3")
	form.Set("rule.0.unit", "days")
	form.Set("rule.0.when", "before_start")
	form.Set("rule.1.count", "1")
	form.Set("rule.1.unit", "days")
	form.Set("rule.1.when", "after_end")
	form.Set("rule.1.kind", "follow_up")
	w.led(w.ask("POST "+editPath, staff, form), "/desk/sessions/ses-1?notice=saved")
	edited, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	if edited.Extra.Note != "Sleutel bij de portier" || *edited.Capacity != 12 || edited.Title.NL != "Eigen titel" || len(edited.Reminders) != 2 ||
		edited.Reminders[0].ID() != "-P3D" || edited.Reminders[1].ID() != "P1D/end/follow_up" {
		t.Errorf("%+v", edited)
	}

	// What a browser sends back of an untouched form is what it began with: no
	// difference is seen where there is none.
	form = formIn(t, w.ask("GET "+editPath, staff, nil))
	for _, g := range sessionGroups {
		if now := formOf(&edited); now.group(g.names) != (sessionForm{form}).group(g.names) {
			t.Errorf("%s: %s came back as %s", g.key, now.group(g.names), sessionForm{form}.group(g.names))
		}
	}
	form.Set("block.0.date", "9 februari 2027")
	form.Set("block.0.start", "1530")
	form.Set("block.0.end", "17.00")
	form.Set("reason.nl", "De zaal is dan vrij")
	asked := w.ask("POST "+editPath, staff, form)
	w.status(asked, http.StatusOK, "Wie krijgt bericht?", "Er gaan 3 mails uit", "Dea.1@post.example", "De zaal is dan vrij")
	if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || s.Version != edited.Version {
		t.Fatalf("asking saved it: %v", err)
	}
	kept := formIn(t, asked)
	kept.Set("step", "back")
	w.status(w.ask("POST "+editPath, staff, kept), http.StatusOK, `value="1530"`, "De zaal is dan vrij")
	kept.Set("step", "send")
	w.led(w.ask("POST "+editPath, staff, kept), "/desk/sessions/ses-1?notice=sent")
	moved, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	if events.WallTime(moved.StartsAt(), moved.TimeZone()) != "2027-02-09T15:30" || moved.Sequence != 1 || moved.Reason.NL != "De zaal is dan vrij" {
		t.Errorf("%+v", moved)
	}
	owed, err := w.service.Messages(t.Context(), events.MessageFilter{SessionID: "ses-1", Kind: events.Update, State: events.Queued})
	w.must(err)
	if len(owed) != 3 {
		t.Errorf("%d are told", len(owed))
	}
	// Sent again, as by a double click: it is somebody else's version now.
	w.status(w.ask("POST "+editPath, staff, kept), http.StatusConflict, "intussen gewijzigd")
}

// TestEditingWithoutAWord tells nobody who knows the appointment. These two have
// had no confirmation yet, so get one, and the page does not say otherwise.
func TestEditingWithoutAWord(t *testing.T) {
	w := newWorld(t)
	w.crowd(2)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := formIn(t, w.ask("GET "+editPath, staff, nil))
	form.Set("block.0.start", "15.30")
	w.status(w.ask("POST "+editPath, staff, form), http.StatusOK, "Ook zonder bericht gaan er 2 mails uit")
	form.Set("step", "silent")
	w.led(w.ask("POST "+editPath, staff, form), "/desk/sessions/ses-1?notice=some")
	w.status(w.ask("GET /desk/sessions/ses-1?notice=some", staff, nil), http.StatusOK, "Wie nog geen bevestiging had, krijgt die wel")
	if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || s.Sequence != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestWhatIsWrongStandsInTheOrderOfTheForm: who reads the summary goes down the
// page once.
func TestWhatIsWrongStandsInTheOrderOfTheForm(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := formIn(t, w.ask("GET "+editPath, staff, nil))
	for field, value := range map[string]string{
		"closes.date": "31-31-2027", "closes.clock": "x", "capacity": "veel", "block.0.date": "32-2-2027", "block.0.start": "half drie",
		"own_reminders": "1", "rule.0.count": "x", "rule.0.unit": "days", "rule.0.when": "before_start",
	} {
		form.Set(field, value)
	}
	page := w.ask("POST "+editPath, staff, form)
	w.status(page, http.StatusUnprocessableEntity)
	var order []string
	for _, m := range regexp.MustCompile(`<li><a href="#f-([^"]+)">`).FindAllStringSubmatch(page.Body.String(), -1) {
		order = append(order, m[1])
	}
	if got := strings.Join(order, " "); got != "block.0.date block.0.start capacity closes.date closes.clock rule.0.count" {
		t.Errorf("in the order %s", got)
	}
}

func TestWhatIsTypedWrongStays(t *testing.T) {
	w := newWorld(t)
	w.crowd(3)
	staff := w.login(w.user(events.RoleCoordinator), true)
	for name, c := range map[string]struct {
		change url.Values
		has    []string
	}{
		"day":          {url.Values{"block.0.date": {"32-2-2027"}}, []string{`id="e-block.0.date"`, `value="32-2-2027"`}},
		"clock":        {url.Values{"block.0.start": {"half drie"}}, []string{`id="e-block.0.start"`, `value="half drie"`}},
		"end":          {url.Values{"block.0.end": {"14.00"}}, []string{`id="e-block.0.end"`}},
		"seats":        {url.Values{"capacity": {"veel"}}, []string{`id="e-capacity"`, `value="veel"`}},
		"fewer seats":  {url.Values{"capacity": {"2"}}, []string{`id="e-capacity"`, "(3)"}},
		"place":        {url.Values{"place": {""}}, []string{`id="e-place"`}},
		"postcode":     {url.Values{"place": {"own"}, "place.postcode": {"0000 AA"}}, []string{`id="e-place.postcode"`}},
		"closing":      {url.Values{"closes.date": {"1-2-2027"}}, []string{`id="e-closes.clock"`}},
		"reminder":     {url.Values{"own_reminders": {"1"}, "rule.0.count": {"x"}, "rule.0.unit": {"days"}, "rule.0.when": {"before_start"}}, []string{`id="e-rule.0.count"`}},
		"no such time": {url.Values{"block.0.date": {"28-3-2027"}, "block.0.start": {"2.30"}, "block.0.end": {"5.00"}}, []string{"bestaat niet", `name="block.0.start_offset"`}},
		"facilitator":  {url.Values{"facilitators": {"none"}}, []string{"#f-facilitators"}},
	} {
		form := formIn(t, w.ask("GET "+editPath, staff, nil))
		for field, value := range c.change {
			form[field] = value
		}
		form.Set("note", "blijft staan")
		w.status(w.ask("POST "+editPath, staff, form), http.StatusUnprocessableEntity, append(c.has, "blijft staan", "Er is een probleem")...)
		if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || s.Version != 1 {
			t.Fatalf("%s: saved all the same: %v", name, err)
		}
	}
	form := formIn(t, w.ask("GET "+editPath, staff, nil))
	form.Set("block.0.date", "28-3-2027")
	form.Set("block.0.start", "2.30")
	form.Set("block.0.start_offset", "+01:00")
	form.Set("block.0.end", "5.00")
	form.Set("overrule", "agreed")
	form.Set("step", "send")
	w.led(w.ask("POST "+editPath, staff, form), "/desk/sessions/ses-1?notice=sent")
	if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || events.WallTime(s.StartsAt(), s.TimeZone()) != "2027-03-28T03:30" {
		t.Errorf("%v, %v", s.StartsAt(), err)
	}
	w.status(w.ask("GET /desk/sessions/none/edit", staff, nil), http.StatusNotFound)
	_, err := w.service.CancelSession(t.Context(), "ses-1", events.Text{})
	w.must(err)
	w.status(w.ask("GET "+editPath, staff, nil), http.StatusConflict)
}

// TestBlocksAndRemindersByButton adds and takes away without a script, and keeps
// what was typed.
func TestBlocksAndRemindersByButton(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	focus := map[string]string{
		"drop_block.0": "block.0.date", "drop_block.1": "block.0.date", "drop_rule.0": "rule.0.count", "drop_rule.1": "rule.0.count",
		"refresh.place": "place", "refresh.facilitators": "facilitators",
	}
	step := func(form url.Values, step string) url.Values {
		t.Helper()
		focus["add_block"], focus["add_rule"] = blockName(sessionForm{form}.blocks(), "date"), ruleName(sessionForm{form}.rules(), "count")
		form.Set("step", step)
		answer := w.ask("POST "+editPath, staff, form)
		w.status(answer, http.StatusOK)
		at := regexp.MustCompile(`name="([^"]+)"[^>]* autofocus`).FindStringSubmatch(answer.Body.String())
		if at == nil || at[1] != focus[step] {
			t.Errorf("after %s the cursor is in %q, want %s", step, at, focus[step])
		}
		return formIn(t, answer)
	}
	form := step(formIn(t, w.ask("GET "+editPath, staff, nil)), "add_block")
	form.Set("block.1.start", "22.00")
	form.Set("block.1.end", "6.00")
	form.Set("block.1.label", "nacht")
	form["block.1.crew"] = []string{"fac-1"}
	form = step(form, "add_block")
	form.Set("block.2.start", "x")
	form = step(form, "drop_block.0")
	if form.Get("block.0.label") != "nacht" || form.Get("block.0.end") != "6.00" || form.Get("block.1.start") != "x" || form.Has("block.2.date") || form.Get("block.0.id") != "" {
		t.Errorf("%v", form)
	}
	form = step(form, "drop_block.1")
	form = step(step(form, "add_rule"), "add_rule")
	form.Set("rule.1.count", "5")
	form = step(form, "drop_rule.0")
	form = step(step(form, "refresh.place"), "refresh.facilitators")
	if form.Get("rule.0.count") != "5" || form.Get("own_reminders") != "1" || form.Has("rule.1.count") {
		t.Errorf("%v", form)
	}
	form.Set("step", "")
	form.Set("overrule", "known")
	w.led(w.ask("POST "+editPath, staff, form), "/desk/sessions/ses-1?notice=saved")
	s, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	if len(s.Blocks) != 1 || events.WallTime(s.EndsAt(), s.TimeZone()) != "2027-02-03T06:00" || s.Reminders[0].ID() != "-P5D" {
		t.Errorf("%+v", s)
	}
}

func TestFormOfKeepsEverySession(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	for _, id := range []string{"ses-1", "ses-2", "ses-3", "ses-5", "ses-6"} {
		before, err := w.service.Session(t.Context(), id)
		w.must(err)
		form := formIn(t, w.ask("GET /desk/sessions/"+id+"/edit", staff, nil))
		form.Set("overrule", "known")
		if id != "ses-1" {
			form.Set("place", "ven-1") // the others have none, which cannot be saved
		}
		form.Set("step", "silent")
		w.led(w.ask("POST /desk/sessions/"+id+"/edit", staff, form), "/desk/sessions/"+id+"?notice=silent")
		after, err := w.service.Session(t.Context(), id)
		w.must(err)
		if !slices.EqualFunc(before.Blocks, after.Blocks, func(a, b events.Block) bool {
			return a.ID == b.ID && a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt) && a.Label == b.Label && slices.Equal(a.Shifts, b.Shifts) && (a.Capacity == nil) == (b.Capacity == nil)
		}) || after.EmployerID != before.EmployerID || after.SectorID != before.SectorID || (after.Capacity == nil) != (before.Capacity == nil) ||
			(after.Series == nil) != (before.Series == nil) || !slices.Equal(after.Facilitators, before.Facilitators) {
			t.Errorf("%s became %+v", id, after)
		}
	}
	// Rules that no row can say, instants that the clock shows twice, blocks of
	// more than a night.
	odd := events.Session{Zone: "Europe/Amsterdam", Blocks: []events.Block{{ID: "b"}}}
	for _, rule := range []string{"-P1DT2H", "-PT90M", "P1D/end/follow_up", "PT0S", "-PT24H", "-P7D/end"} {
		r, _ := events.ParseRule(rule)
		odd.Reminders = append(odd.Reminders, r)
	}
	odd.Blocks[0].StartsAt, _ = events.ParseTime("", "2027-10-31T02:30:00+01:00", nil)
	odd.Blocks[0].EndsAt, _ = events.ParseTime("", "2027-11-01T04:30:00+01:00", nil)
	in, err := formOf(&odd).input(&odd)
	w.must(err)
	for i, r := range odd.Reminders {
		got := in.Reminders.Value[i]
		o, err := events.ParseOffset("", got.Offset)
		if err != nil || o != r.Offset || (got.Anchor == events.AnchorEnd) != (r.Anchor == events.AnchorEnd) || (got.Kind == "follow_up") != (r.Kind == events.RuleFollowUp) {
			t.Errorf("%s became %+v", r.ID(), got)
		}
	}
	for got, want := range map[string]string{in.Blocks[0].StartsAt: "2027-10-31T02:30:00+01:00", in.Blocks[0].EndsAt: "2027-11-01T04:30"} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
