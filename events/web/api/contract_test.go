package api_test

import (
	"context"
	"strings"
	"testing"

	"kantine/events"
)

func TestOfferings(t *testing.T) {
	w := newWorld(t)
	title := `"title":{"nl":"Presentatie","en":"Presentation"}`
	for _, c := range []ask{
		{
			name: "all fields", status: 201,
			body: `{"kind":"online",` + title + `,"summary":{"nl":"Kort","en":"Short"},"duration":"PT2H","capacity":250,"waitlist":"off",
				"visibility":"invited","discreet":true,"quiet_hours":false,"reminders":[{"offset":"-P7D"},{"offset":"P1D","anchor":"end","kind":"follow_up"}]}`,
			has: []string{
				`"slug":"presentatie"`, `"kind":"online"`, `"duration":"PT2H"`, `"capacity":250`, `"waitlist":"off"`, `"visibility":"invited"`,
				`"discreet":true`, `"quiet_hours":false`, `"reminders":[{"offset":"-P7D"},{"offset":"P1D","anchor":"end","kind":"follow_up"}]`,
			},
		},
		{
			name: "defaults", status: 201, body: `{"kind":"presentation",` + title + `,"duration":"PT1H"}`,
			has: []string{
				`"capacity":null`, `"waitlist":"auto"`, `"visibility":"public"`, `"discreet":false`, `"quiet_hours":true`,
				`"reminders":null`, `"summary":{"nl":"","en":""}`,
			},
		},
		{
			name: "no reminders", status: 201, body: `{"kind":"popup",` + title + `,"duration":"PT1H","reminders":[]}`,
			has: []string{`"reminders":[]`},
		},
		{
			name: "everything wrong", status: 422, problem: "validation",
			body:   `{"kind":"party","title":{"nl":"X","fr":"Y"},"duration":"two hours","capacity":"16","discreet":1,"colour":"red","reminders":{}}`,
			errors: []string{"title.fr", "capacity", "discreet", "reminders", "colour"},
		},
		{
			name: "values wrong", status: 422, problem: "validation",
			body:   `{"kind":"party","title":{"nl":"X"},"duration":"two hours","capacity":0,"visibility":"all","waitlist":"maybe"}`,
			errors: []string{"kind", "title.en", "capacity", "visibility", "duration", "waitlist"},
		},
		{name: "nothing", status: 422, problem: "validation", body: `{}`, errors: []string{"kind", "title.nl", "title.en", "duration"}},
		{name: "a later part", status: 501, problem: "not-yet", body: `{"kind":"popup",` + title + `,"duration":"PT1H","waitlist":"offer"}`},
		{name: "a rule wrong", status: 422, body: `{"kind":"popup",` + title + `,"duration":"PT1H","reminders":[{"offset":"-P7D"},{"offset":"soon"}]}`, errors: []string{"reminders[1].offset"}},
		{name: "names in another case", status: 422, body: `{"Kind":"popup",` + title + `,"duration":"PT1H"}`, errors: []string{"Kind"}},
		{name: "a list", status: 422, body: `[]`, errors: []string{"body"}},
		{name: "null", status: 422, body: `null`, errors: []string{"body"}},
		{name: "a word", status: 400, body: `kind`, problem: "bad-request"},
		{name: "an end too many", status: 400, body: `{}}`, problem: "bad-request"},
		{name: "nothing at all", status: 400, body: ``, problem: "bad-request"},
		{name: "no UTF-8", status: 400, body: "{\"kind\":\"\xff\"}", problem: "bad-request"},
	} {
		c.call = "POST /offerings"
		w.do(t, c)
	}
	id := w.offering(workshop)
	w.do(t, ask{call: "GET /offerings/" + id, as: events.RoleViewer, status: 200, has: []string{`"id":"` + id + `"`, `"slug":"workshop-voor-hr"`}})
	w.do(t, ask{call: "GET /offerings/none", status: 404, problem: "not-found"})
	list := w.do(t, ask{call: "GET /offerings", status: 200, field: "next", equals: "null"})
	if n := len(list["items"].([]any)); n != 4 {
		t.Errorf("%d offerings are listed, want the 4 that were made", n)
	}
}

func TestSessions(t *testing.T) {
	w := newWorld(t)
	id := w.offering(workshop)
	begin := `{"offering":"` + id + `",`
	place := `"location":{"name":"De Proef","address":"Oefenweg 10","postcode":"8099zy","city":"Zwolle"}`
	for _, c := range []ask{
		{
			name: "a wall time", status: 201, body: begin + place + `,"starts_at":"2027-02-02T14:30"}`,
			has: []string{
				`"state":"draft"`, `"sequence":0`, `"version":1`, `"starts_at":"2027-02-02T14:30:00+01:00"`, `"ends_at":"2027-02-02T17:30:00+01:00"`,
				`"capacity":16`, `"waitlist":"auto"`, `"confirmed":0,"waitlisted":0`, `"slug":"workshop-voor-hr-2027-02-02"`,
				`"url":"https://kantine.example/sessions/workshop-voor-hr-2027-02-02"`, `"title":{"nl":"Workshop voor HR","en":"Workshop for HR"}`,
				`"sector":null`, `"series":null`, `"employer":null`, `"closes_at":null`, `"join_url":null`, `"reminders":null`, `"facilitators":[]`,
				`"location":{"name":"De Proef","address":"Oefenweg 10","postcode":"8099 ZY","city":"Zwolle"}`, `"language":"nl"`,
				`"shifts":[]`, `"label":""`, `"kind":"workshop"`,
			},
			lacks: []string{`"ref"`},
		},
		{
			name: "an instant of another zone", status: 201, body: begin + place + `,"starts_at":"2027-07-02T12:30:00Z","ends_at":"2027-07-02T17:00:00+02:00"}`,
			has: []string{`"starts_at":"2027-07-02T14:30:00+02:00"`, `"ends_at":"2027-07-02T17:00:00+02:00"`},
		},
		{
			name: "online, no limit, own rules", status: 201,
			body: begin + `"location":null,"join_url":"https://video.example/x","capacity":null,"waitlist":"off","starts_at":"2027-02-02T14:30","duration":"PT90M",
				"reminders":[{"offset":"-PT24H"}],"closes_at":"2027-02-01T12:00","series":{"id":"reeks","index":1,"count":3},"title":{"nl":"Eigen","en":"Own"}}`,
			has: []string{
				`"location":null`, `"join_url":"https://video.example/x"`, `"capacity":null,"waitlist":"off","closes_at":"2027-02-01T12:00:00+01:00"`,
				`"ends_at":"2027-02-02T16:00:00+01:00"`, `"reminders":[{"offset":"-PT24H"}]`, `"series":{"id":"reeks","index":1,"count":3}`,
				`"title":{"nl":"Eigen","en":"Own"}`,
			},
		},
		{
			name: "blocks over the night of the spring change", status: 201,
			body: begin + place + `,"blocks":[{"label":"Nacht","starts_at":"2027-03-27T23:00","ends_at":"2027-03-28T07:00","capacity":8,"shifts":["night"]},
				{"label":"Vroeg","starts_at":"2027-03-28T07:30","ends_at":"2027-03-28T08:30","capacity":null}]}`,
			has: []string{
				`"starts_at":"2027-03-27T23:00:00+01:00","ends_at":"2027-03-28T07:00:00+02:00","capacity":8,"shifts":["night"],"confirmed":0,"waitlisted":0`,
				`"starts_at":"2027-03-27T23:00:00+01:00","ends_at":"2027-03-28T08:30:00+02:00","blocks"`,
			},
		},
		{
			name: "dst-gap", status: 422, problem: "wall-time-gap", body: begin + place + `,"starts_at":"2027-03-28T02:30"}`,
			errors: []string{"starts_at"}, field: "offsets", equals: `["+01:00","+02:00"]`,
		},
		{
			name: "dst-overlap", status: 422, problem: "wall-time-ambiguous", body: begin + place + `,"starts_at":"2026-10-25T02:30"}`,
			errors: []string{"starts_at"}, field: "offsets", equals: `["+02:00","+01:00"]`,
		},
		{
			name: "dst-overlap answered", status: 201, body: begin + place + `,"starts_at":"2026-10-25T02:30:00+01:00"}`,
			has: []string{`"starts_at":"2026-10-25T02:30:00+01:00"`},
		},
		{
			name: "dst-gap in a block", status: 422, problem: "wall-time-gap", errors: []string{"blocks[1].ends_at"},
			body: begin + place + `,"blocks":[{"starts_at":"2027-03-27T23:00","ends_at":"2027-03-28T01:00"},{"starts_at":"2027-03-28T01:30","ends_at":"2027-03-28T02:30"}]}`,
		},
		{name: "no offering", status: 422, body: `{` + place + `,` + february + `}`, errors: []string{"offering"}},
		{name: "an unknown offering", status: 422, body: `{"offering":"x",` + place + `,` + february + `}`, errors: []string{"offering"}},
		{name: "nowhere", status: 422, body: begin + february + `}`, errors: []string{"location"}},
		{name: "no time", status: 422, body: begin + place + `}`, errors: []string{"starts_at"}},
		{name: "backwards", status: 422, body: begin + place + `,"starts_at":"2027-02-02T14:30","ends_at":"2027-02-02T13:30"}`, errors: []string{"ends_at"}},
		{name: "unknown references", status: 422, body: begin + place + `,` + february + `,"facilitators":["fac-9"]}`, errors: []string{"facilitators[0]"}},
		{
			name: "unknown fields deep down", status: 422, errors: []string{"blocks[0].colour", "location.planet", "version"},
			body: begin + `"version":1,"location":{"planet":"Mars"},"blocks":[{"colour":"red"}]}`,
		},
		{name: "a reason before there is anything to tell", status: 422, body: begin + place + `,` + february + `,"reason":{"nl":"x"}}`, errors: []string{"reason"}},
		{name: "a later part", status: 501, problem: "not-yet", body: begin + place + `,` + february + `,"waitlist":"offer"}`},
		{name: "a bad join link", status: 422, body: begin + `"join_url":"javascript:alert(1)",` + february + `}`, errors: []string{"join_url"}},
	} {
		c.call = "POST /sessions"
		w.do(t, c)
	}
}

func TestPostcodes(t *testing.T) {
	w := newWorld(t)
	id := w.offering(workshop)
	for code, want := range map[string]string{
		"7899 ZZ": "7899 ZZ", "7899zz": "7899 ZZ", "1011AB": "1011 AB",
		"0123 AB": "", "1234 SS": "", "1234 SA": "", "1234 SD": "", "1234 A": "", "12345 AB": "",
	} {
		c := ask{
			name: code, call: "POST /sessions", status: 422, errors: []string{"location.postcode"},
			body: `{"offering":"` + id + `",` + february + `,"location":{"name":"De Proef","postcode":"` + code + `"}}`,
		}
		if want != "" {
			c.status, c.errors, c.has = 201, nil, []string{`"postcode":"` + want + `"`}
		}
		w.do(t, c)
	}
}

func TestPublishChangeCancel(t *testing.T) {
	w := newWorld(t)
	id := w.session(february)["id"].(string)
	path := "/sessions/" + id
	r := w.do(t, ask{
		name: "a draft", call: "POST " + path + "/registrations", body: `{"name":"Zoë","email":"zoe@voorbeeld.example"}`,
		status: 409, problem: "session-closed",
	})
	if r["id"] != nil {
		t.Error("the refusal has an id")
	}
	for _, c := range []ask{
		{name: "no body", call: "POST " + path + "/publish", status: 200, has: []string{`"state":"published"`, `"version":1`, `"sequence":0`}},
		{name: "again", call: "POST " + path + "/publish", body: `{}`, status: 200, has: []string{`"version":1`}},
		{name: "with fields", call: "POST " + path + "/publish", body: `{"when":"now"}`, status: 422, errors: []string{"when"}},
		{name: "no version", call: "PATCH " + path, body: `{"starts_at":"2027-02-03T14:30"}`, status: 422, errors: []string{"version"}},
		{
			name: "move", call: "PATCH " + path, status: 200,
			body: `{"version":1,"starts_at":"2027-02-03T10:00","reason":{"nl":"Zaal dicht","en":"Room closed"}}`,
			has: []string{
				`"starts_at":"2027-02-03T10:00:00+01:00","ends_at":"2027-02-03T13:00:00+01:00"`, `"sequence":1,"version":2`,
				`"reason":{"nl":"Zaal dicht","en":"Room closed"}`,
			},
		},
		{
			name: "an old version", call: "PATCH " + path, body: `{"version":1,"capacity":5}`, status: 409, problem: "version-conflict",
			has: []string{`"current":{"id":"` + id + `"`, `"version":2`, `"starts_at":"2027-02-03T10:00:00+01:00"`}, lacks: []string{"Blocks", "Zone"},
		},
		{name: "a gap", call: "PATCH " + path, body: `{"version":2,"starts_at":"2027-03-28T02:30"}`, status: 422, problem: "wall-time-gap"},
		{name: "clear", call: "PATCH " + path, body: `{"version":2,"capacity":null,"reminders":[],"closes_at":"2027-02-01T10:00"}`, status: 200, has: []string{`"capacity":null`, `"reminders":[]`, `"sequence":1,"version":3`}},
		{name: "inherit again", call: "PATCH " + path, body: `{"version":3,"reminders":null,"closes_at":null}`, status: 200, has: []string{`"reminders":null`, `"closes_at":null`}},
		{name: "another offering", call: "PATCH " + path, body: `{"version":4,"offering":"x"}`, status: 422, errors: []string{"offering"}},
		{name: "unknown", call: "PATCH /sessions/none", body: `{"version":1}`, status: 404, problem: "not-found"},
		{name: "cancel", call: "POST " + path + "/cancel", body: `{"reason":{"nl":"Ziek","en":"Ill"}}`, status: 200, has: []string{`"state":"cancelled"`, `"sequence":2`, `"en":"Ill"`}},
		{name: "cancel again", call: "POST " + path + "/cancel", status: 200, has: []string{`"state":"cancelled"`, `"sequence":2`, `"en":"Ill"`}},
		{name: "too late", call: "PATCH " + path, body: `{"version":4,"capacity":3}`, status: 409, problem: "session-closed"},
		{name: "too late to publish", call: "POST " + path + "/publish", status: 409, problem: "session-closed"},
		{name: "too late to register", call: "POST " + path + "/registrations", body: `{"name":"Zoë","email":"zoe@voorbeeld.example"}`, status: 409, problem: "session-closed"},
	} {
		w.do(t, c)
	}
}

func TestASessionAtAVenue(t *testing.T) {
	w := newWorld(t)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutVenue(ctx, events.Venue{ID: "online", Name: "Online", JoinURL: "https://video.example/{sessie}"}); err != nil {
			return err
		}
		return tx.PutVenue(ctx, events.Venue{
			ID: "ven-zwolle", Name: "De Proef", Street: "Oefenweg", HouseNumber: "10", Postcode: "8099 ZY", City: "Zwolle",
		})
	}))
	body := func(ref string) string {
		return `{"offering":"` + w.offering(workshop) + `",` + february + `,"location":{"ref":"` + ref + `"}}`
	}
	venue := `"location":{"ref":"ven-zwolle","name":"De Proef","address":"Oefenweg 10","postcode":"8099 ZY","city":"Zwolle"}`
	s := w.do(t, ask{call: "POST /sessions", body: body("ven-zwolle"), status: 201, has: []string{venue, `"join_url":null`}})
	path := "/sessions/" + s["id"].(string)
	w.do(t, ask{call: "POST " + path + "/publish", status: 200, has: []string{venue}})
	w.do(t, ask{
		name: "the answer sent back is no move", call: "PATCH " + path, body: `{"version":1,` + venue + `}`,
		status: 200, has: []string{venue, `"sequence":0,"version":2`},
	})
	w.do(t, ask{call: "GET /sessions", status: 200, has: []string{venue}})
	w.do(t, ask{
		call: "POST /sessions", body: body("online"), status: 201,
		has: []string{`"join_url":"https://video.example/workshop-voor-hr-2027-02-02-2"`, `"ref":"online"`},
	})
	w.do(t, ask{call: "POST /sessions", body: body("ven-nergens"), status: 422, errors: []string{"location"}})
	// A venue that is archived is refused where it is named anew; what was planned
	// there stays.
	w.do(t, ask{call: "POST " + path + "/cancel", status: 200})
	w.must(w.service.Archive(t.Context(), events.ThingVenue, "ven-zwolle"))
	w.do(t, ask{call: "POST /sessions", body: body("ven-zwolle"), status: 422, errors: []string{"location"}, has: []string{"archived"}})
	w.do(t, ask{call: "GET " + path, status: 200, has: []string{venue}})
	// So are an employer and its sites.
	employer := w.do(t, ask{call: "POST /employers", body: `{"name":"Demo Dozen","sites":[{"street":"Proefweg","house_number":"1","postcode":"7899 ZZ","city":"Emmen","shifts":[{"code":"dag","start":"08:00","end":"16:00"}]}]}`, status: 201})
	id, site := employer["id"].(string), employer["sites"].([]any)[0].(map[string]any)["id"].(string)
	w.must(w.service.ArchiveEmployer(t.Context(), id))
	w.do(t, ask{call: "POST /sessions", body: body(site), status: 422, errors: []string{"location"}, has: []string{"archived"}})
	w.do(t, ask{call: "POST /sessions", body: strings.Replace(body("online"), `{`, `{"employer":"`+id+`",`, 1), status: 422, errors: []string{"employer"}, has: []string{"archived"}})
}
