package desk

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kantine/events"
	"kantine/events/store/storetest"
)

var (
	readField   = regexp.MustCompile(`name="read" value="([^"]*)"`)
	seenField   = regexp.MustCompile(`name="seen" value="([^"]*)"`)
	inputField  = regexp.MustCompile(`<input [^>]*type="(?:text|email|url|tel)"[^>]*>`)
	nameOf      = regexp.MustCompile(` name="([^"]+)"`)
	valueOf     = regexp.MustCompile(` value="([^"]*)"`)
	tickedField = regexp.MustCompile(`<input type="(?:checkbox|radio)"[^>]* name="([^"]+)" value="([^"]*)"[^>]* checked`)
	chosenField = regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)".*?<option value="([^"]*)" selected`)
	linesField  = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`)
)

// filledIn is a form as a browser would send it back.
func (w *world) filledIn(path string, who events.User) (url.Values, func(values url.Values) string) {
	w.t.Helper()
	cookie := w.login(who, true)
	answer := w.ask("GET "+path, cookie, nil)
	w.status(answer, 200)
	_, main, _ := strings.Cut(answer.Body.String(), "<main")
	form, _, _ := strings.Cut(main, "</form>")
	values := url.Values{"read": {readField.FindStringSubmatch(form)[1]}}
	for _, input := range inputField.FindAllString(form, -1) {
		values.Add(nameOf.FindStringSubmatch(input)[1], valueOf.FindStringSubmatch(input)[1])
	}
	for _, m := range slices.Concat(tickedField.FindAllStringSubmatch(form, -1), chosenField.FindAllStringSubmatch(form, -1), linesField.FindAllStringSubmatch(form, -1)) {
		values.Add(m[1], m[2])
	}
	return values, func(values url.Values) string {
		w.t.Helper()
		answer := w.ask("POST "+path, cookie, values)
		if answer.Code == 303 {
			return answer.Header().Get("Location")
		}
		return answer.Body.String()
	}
}

// TestAnEmptyProgrammeIsFilled: who starts without an import can make all that
// a session needs.
func TestAnEmptyProgrammeIsFilled(t *testing.T) {
	w := newWorld(t)
	who := w.user(events.RoleCoordinator)
	for _, c := range []struct {
		path, word string
		fields     url.Values
	}{
		{"/desk/offerings", "Bewust werken", words("title.nl", "Bewust werken", "title.en", "Aware at work", "kind", "online", "duration", "90", "capacity", "20",
			"rules", "own", "reminders[0].offset", "3", "reminders[0].what", "days_before", "reminders[3].offset", "1", "reminders[3].what", "days_after")},
		{"/desk/venues", "Zaal 3", words("name", "Zaal 3", "city", "Zwolle", "postcode", "8099zy", "wheelchair", "no")},
		{"/desk/facilitators", "Bram Testman", words("name", "Bram Testman", "email", "bram@zorgenwerk.example", "home_city", "Emmen", "skills", "popup", "hours_mo", "9 tot 12; 13.00-1730")},
		{"/desk/kits", "Kist C", words("name", "Kist C", "base_city", "Assen", "contents", "banner\r\n\r\nkaarten\r\n", "turnaround_hours", "24")},
		{"/desk/sectors", "Metaal", words("name.nl", "Metaal", "name.en", "Metal", "toolkit_url", "https://toolkit.example/metaal")},
	} {
		values, send := w.filledIn(c.path+"/new", who)
		if answer := send(url.Values{"read": values["read"]}); !strings.Contains(answer, "Er is een probleem") {
			t.Errorf("%s takes an empty form: %.300s", c.path, answer)
		}
		for name, v := range c.fields {
			values[name] = v
		}
		to := send(values)
		if !strings.HasPrefix(to, c.path+"/") || !strings.HasSuffix(to, "?notice=saved") {
			t.Fatalf("%s: %.2000s", c.path, to)
		}
		w.status(w.ask("GET "+c.path, w.login(who, true), nil), 200, c.word)
		// What was saved is what the form shows, and saving it again changes nothing.
		path, _, _ := strings.Cut(to, "?")
		again, send := w.filledIn(path, who)
		if to := send(again); to != path+"?notice=saved" {
			t.Errorf("%s again: %.2000s", c.path, to)
		}
		if twice, _ := w.filledIn(path, who); twice.Encode() != again.Encode() {
			t.Errorf("%s: saved without a change it is\n%v\nafter\n%v", c.path, twice, again)
		}
	}
	f, err := w.service.Facilitators(t.Context())
	w.must(err)
	i := slices.IndexFunc(f, func(f events.Facilitator) bool { return f.Name == "Bram Testman" })
	if got := events.HoursOf(f[i].Availability, "mo"); got != "09:00-12:00, 13:00-17:30" {
		t.Errorf("hours %q", got)
	}
	o, err := w.service.Offerings(t.Context())
	w.must(err)
	i = slices.IndexFunc(o, func(o events.Offering) bool { return o.Title.NL == "Bewust werken" })
	if len(o[i].Reminders) != 2 || o[i].Reminders[0].ID() != "-P3D" || o[i].Reminders[1].ID() != "P1D/end/follow_up" {
		t.Errorf("reminders %+v", o[i].Reminders)
	}
}

// TestEveryThingIsSavedAsItIs: a form that nobody changed changes nothing.
func TestEveryThingIsSavedAsItIs(t *testing.T) {
	w := newWorld(t)
	who := w.user(events.RoleCoordinator)
	w.leader()
	b := storetest.Programme()
	b.Offerings[0].Reminders = append(b.Offerings[0].Reminders, events.ReminderRule{Offset: events.Offset{Days: -1, Elapsed: -3600e9}})
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutOffering(ctx, b.Offerings[0]); err != nil {
			return err
		}
		f, err := tx.Facilitator(ctx, "fac-1")
		if err != nil {
			return err
		}
		f.Skills, f.Availability = []string{"workshop", "zingen"}, []events.Availability{{Days: []string{"mo", "fr"}, From: "07:00", To: "18:30"}}
		f.Absences = []events.Absence{{From: "2027-03-15", To: "2027-03-19"}}
		if err := tx.PutFacilitator(ctx, f); err != nil {
			return err
		}
		return tx.PutRecord(ctx, events.Record{Kind: "kits", ID: "kit-1", Body: []byte(`{"id":"kit-1","name":"Kist","base_city":"Assen","contents":["a","b"],"turnaround_hours":24,"colour":"rood"}`)})
	}))
	state := func() string {
		return events.Mark(must1(w, w.service.Offerings)) + events.Mark(must1(w, w.service.Venues)) + events.Mark(must1(w, w.service.Facilitators)) +
			events.Mark(must1(w, w.service.Kits)) + events.Mark(must1(w, w.service.Programme))
	}
	before := state()
	for _, path := range []string{"/desk/offerings/off-1", "/desk/offerings/off-2", "/desk/venues/ven-1", "/desk/facilitators/fac-1", "/desk/kits/kit-1"} {
		values, send := w.filledIn(path, who)
		if to := send(values); to != path+"?notice=saved" {
			t.Errorf("%s: %.3000s", path, to)
		}
	}
	values, send := w.filledIn("/desk/programme", who)
	values["name.en"] = []string{"Work and care"}
	if to := send(values); to != "/desk/programme?notice=saved" {
		t.Errorf("programme: %.3000s", to)
	}
	if state() != before {
		t.Error("saving what nobody changed changed something")
	}
	w.must(w.store.View(t.Context(), func(ctx context.Context, tx events.Tx) error {
		kit, err := tx.Record(ctx, "kits", "kit-1")
		if !strings.Contains(string(kit.Body), `"colour":"rood"`) {
			t.Errorf("the kit lost what the form does not know: %s", kit.Body)
		}
		return err
	}))
}

func must1[T any](w *world, read func(context.Context) (T, error)) T {
	w.t.Helper()
	v, err := read(w.t.Context())
	w.must(err)
	return v
}

// TestTwoSaveOneThing: the second sees what the first did, and overwrites
// nothing unseen.
func TestTwoSaveOneThing(t *testing.T) {
	w := newWorld(t)
	anne, bob := w.user(events.RoleCoordinator), w.user(events.RoleAdmin)
	hers, sendHers := w.filledIn("/desk/venues/ven-1", anne)
	his, sendHis := w.filledIn("/desk/venues/ven-1", bob)
	hers.Set("name", "De Grote Zaal")
	hers.Set("wheelchair", "no")
	his.Set("name", "De Kleine Zaal")
	if to := sendHers(hers); to != "/desk/venues/ven-1?notice=saved" {
		t.Fatalf("%.500s", to)
	}
	answer := sendHis(his)
	for _, part := range []string{"Iemand anders", "De Grote Zaal", "De Kleine Zaal", "Toegankelijk met een rolstoel"} {
		if !strings.Contains(answer, part) {
			t.Errorf("%q is missing: %s", part, answer)
		}
	}
	if v, err := w.service.Venue(t.Context(), "ven-1"); err != nil || v.Name != "De Grote Zaal" {
		t.Fatalf("overwritten: %q, %v", v.Name, err)
	}
	his.Set("read", readField.FindStringSubmatch(answer)[1])
	if to := sendHis(his); to != "/desk/venues/ven-1?notice=saved" {
		t.Fatalf("having seen it: %.500s", to)
	}
	// The same for the programme.
	hers, sendHers = w.filledIn("/desk/programme", anne)
	his, sendHis = w.filledIn("/desk/programme", bob)
	hers.Set("name.nl", "Zorg en werk")
	his.Set("popup_lead_days", "30")
	if to := sendHers(hers); to != "/desk/programme?notice=saved" {
		t.Fatalf("%.500s", to)
	}
	if answer := sendHis(his); !strings.Contains(answer, "Iemand anders") || !strings.Contains(answer, "Zorg en werk") {
		t.Errorf("the programme: %.500s", answer)
	}
}

func TestArchiving(t *testing.T) {
	w := newWorld(t)
	admin := w.login(w.user(events.RoleCoordinator), true)
	for _, path := range []string{"/desk/offerings/off-1", "/desk/venues/ven-1", "/desk/facilitators/fac-1"} {
		w.status(w.ask("POST "+path+"/archive", admin, nil), 422, "Er is een probleem")
	}
	w.led(w.ask("POST /desk/kits/kit-1/archive", admin, nil), "/desk/kits?notice=archived")
	w.status(w.ask("GET /desk/kits?notice=archived", admin, nil), 200, "Gearchiveerd", "U vindt het onderaan terug")
	w.status(w.ask("GET /desk/kits/kit-1", admin, nil), 200, "/desk/kits/kit-1/restore")
	w.now = w.now.AddDate(0, 1, 0) // everything is over
	admin = w.login(w.user(events.RoleCoordinator), true)
	w.led(w.ask("POST /desk/facilitators/fac-1/archive", admin, nil), "/desk/facilitators?notice=archived")
	w.led(w.ask("POST /desk/offerings/off-1/archive", admin, nil), "/desk/offerings?notice=archived")
	choices, err := w.service.SessionChoices(t.Context(), &events.Session{})
	if err != nil || len(choices.Facilitators) != 0 || len(choices.Kits) != 0 || len(choices.Offerings) != 2 {
		t.Errorf("still to choose from: %+v, %v", choices, err)
	}
	w.status(w.ask("GET /desk/calendar?date=2-2-2027&view=agenda", admin, nil), 200, "Fenna Demo") // what was, was
	_, err = w.service.Import(t.Context(), storetest.Programme())
	w.must(err)
	w.status(w.ask("GET /desk/facilitators/fac-1", admin, nil), 200, "gearchiveerd")
	w.led(w.ask("POST /desk/facilitators/fac-1/restore", admin, nil), "/desk/facilitators?notice=restored")
	for _, path := range []string{"/desk/kits/none", "/desk/venues/none/archive", "/desk/sectors/none/restore"} {
		method := "POST "
		if !strings.HasSuffix(path, "e/archive") && !strings.HasSuffix(path, "restore") {
			method = "GET "
		}
		w.status(w.ask(method+path, admin, nil), 404)
	}
}

// TestReminderRulesTellWhatTheyDo: a new rule is counted before it is saved,
// and sends nothing after the fact.
func TestReminderRulesTellWhatTheyDo(t *testing.T) {
	w := newWorld(t)
	w.crowd(4)
	w.now = storetest.At(8, 0).AddDate(0, 0, -3)
	who := w.user(events.RoleCoordinator)
	values, send := w.filledIn("/desk/offerings/off-1", who)
	values.Set("reminders[1].offset", "2")
	values.Set("reminders[1].what", "hours_before")
	values.Set("reminders[2].offset", "30")
	values.Set("reminders[2].what", "days_before")
	answer := send(values)
	for _, part := range []string{"nog niets bewaard", "8 mails meer", "Voor 4 mails is het moment al voorbij"} {
		if !strings.Contains(answer, part) {
			t.Fatalf("%q is missing: %s", part, answer)
		}
	}
	if o, err := w.service.Offering(t.Context(), "off-1"); err != nil || len(o.Reminders) != 1 {
		t.Fatalf("asking saved: %+v, %v", o.Reminders, err)
	}
	values.Set("seen", seenField.FindStringSubmatch(answer)[1])
	if to := send(values); to != "/desk/offerings/off-1?notice=saved" {
		t.Fatalf("%.500s", to)
	}
	reminders, err := w.service.Reminders(t.Context(), "ses-1")
	w.must(err)
	states := map[string]events.ReminderState{}
	for _, r := range reminders {
		states[r.Rule] = r.State
	}
	if states["-P30D"] != events.ReminderSkipped || states["-PT2H"] != events.ReminderPlanned {
		t.Errorf("reminders %v", states)
	}
	if sent, err := w.service.Messages(t.Context(), events.MessageFilter{SessionID: "ses-1"}); err != nil || len(sent) != 0 {
		t.Errorf("%d messages, %v", len(sent), err)
	}
	values, send = w.filledIn("/desk/offerings/off-1", who)
	values.Set("reminders[0].offset", "een")
	if answer := send(values); !strings.Contains(answer, "Vul een heel getal in") {
		t.Errorf("a word for a number: %s", answer)
	}
	values.Set("reminders[0].offset", "1")
	values.Set("capacity", "3")
	if answer := send(values); !strings.Contains(answer, "al meer plekken bezet") {
		t.Errorf("fewer seats than taken: %s", answer)
	}
}
