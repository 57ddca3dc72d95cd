package exchange

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"kantine/events"
)

// sessionOf reads the small file with one session of the given fields.
func sessionOf(t *testing.T, fields string) events.Session {
	t.Helper()
	b, err := parse([]source{{programmeFile, []byte(withSession(fields))}}, "UTC")
	if err != nil {
		t.Fatal(err)
	}
	return b.Sessions[0]
}

func TestSessionTimes(t *testing.T) {
	cases := []struct {
		name, fields string
		starts, ends string
		block        string
	}{
		{
			"an end of its own", `"starts_at":"2027-02-02T14:30","ends_at":"2027-02-02T15:45"`,
			"2027-02-02T14:30:00+01:00", "2027-02-02T15:45:00+01:00", "ses-1-b1",
		},
		{
			"a length of its own", `"starts_at":"2027-02-02T14:30","duration":"PT45M"`,
			"2027-02-02T14:30:00+01:00", "2027-02-02T15:15:00+01:00", "ses-1-b1",
		},
		{
			"the offering's length", `"starts_at":"2027-02-02T14:30:00+01:00"`,
			"2027-02-02T14:30:00+01:00", "2027-02-02T16:30:00+01:00", "ses-1-b1",
		},
		{
			"blocks out of order", `"blocks":[{"starts_at":"2027-02-02T18:00","ends_at":"2027-02-02T19:00"},{"id":"early","starts_at":"2027-02-02T10:00","ends_at":"2027-02-02T11:00"}]`,
			"2027-02-02T10:00:00+01:00", "2027-02-02T19:00:00+01:00", "early",
		},
		{
			"a night shift in spring", `"blocks":[{"starts_at":"2027-03-27T23:00","ends_at":"2027-03-28T07:00"}]`,
			"2027-03-27T23:00:00+01:00", "2027-03-28T07:00:00+02:00", "ses-1-b1",
		},
		{
			"a night shift in autumn", `"blocks":[{"starts_at":"2027-10-30T23:00","ends_at":"2027-10-31T07:00"}]`,
			"2027-10-30T23:00:00+02:00", "2027-10-31T07:00:00+01:00", "ses-1-b1",
		},
		{
			"a doubled hour with its offset", `"starts_at":"2026-10-25T02:30:00+01:00","duration":"PT1H"`,
			"2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00", "ses-1-b1",
		},
		{
			"over midnight", `"blocks":[{"id":"night","starts_at":"2027-02-02T22:30","ends_at":"2027-02-03T00:15"}]`,
			"2027-02-02T22:30:00+01:00", "2027-02-03T00:15:00+01:00", "night",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := sessionOf(t, c.fields)
			if !s.StartsAt().Equal(instant(t, c.starts)) || !s.EndsAt().Equal(instant(t, c.ends)) {
				t.Errorf("%s to %s", s.StartsAt().In(amsterdam), s.EndsAt().In(amsterdam))
			}
			if s.Blocks[0].ID != c.block {
				t.Errorf("block %q, want %q", s.Blocks[0].ID, c.block)
			}
		})
	}
}

func TestNightShiftLengths(t *testing.T) {
	for fields, want := range map[string]time.Duration{
		`"starts_at":"2027-03-27T23:00","ends_at":"2027-03-28T07:00"`: 420 * time.Minute,
		`"starts_at":"2027-10-30T23:00","ends_at":"2027-10-31T07:00"`: 540 * time.Minute,
	} {
		if s := sessionOf(t, fields); s.EndsAt().Sub(s.StartsAt()) != want {
			t.Errorf("%s lasts %s, want %s", fields, s.EndsAt().Sub(s.StartsAt()), want)
		}
	}
}

// TestInheritance tells leaving out from null and from empty.
func TestInheritance(t *testing.T) {
	const times = `"starts_at":"2027-02-02T14:30"`
	absent := sessionOf(t, times)
	if absent.NoLimit || absent.Capacity != nil || *absent.Seats() != 2 || absent.Reminders != nil {
		t.Errorf("absent: %+v", absent)
	}
	if absent.State != events.SessionDraft || absent.Language != "nl" || absent.Waiting() != events.WaitlistAuto || absent.Zone != "Europe/Amsterdam" {
		t.Errorf("absent: %+v", absent)
	}
	if absent.Heading().NL != "Workshop" {
		t.Errorf("heading %v", absent.Heading())
	}
	null := sessionOf(t, times+`,"capacity":null,"reminders":null,"title":null`)
	if !null.NoLimit || null.Seats() != nil || null.Reminders != nil {
		t.Errorf("null: %+v", null)
	}
	own := sessionOf(t, times+`,"capacity":9,"reminders":[]`)
	if own.NoLimit || *own.Seats() != 9 || own.Reminders == nil || len(own.Reminders) != 0 {
		t.Errorf("own: %+v", own)
	}
	rules := sessionOf(t, times+`,"reminders":[{"offset":"-P1D","anchor":"start","kind":"reminder"}]`)
	if want := []events.ReminderRule{{Offset: events.Offset{Days: -1}}}; !reflect.DeepEqual(rules.Reminders, want) {
		t.Errorf("rules: %+v", rules.Reminders)
	}
}

func TestLocations(t *testing.T) {
	const times = `"starts_at":"2027-02-02T14:30",`
	for fields, want := range map[string]events.Location{
		`"location":"site-1"`: {Ref: "site-1"},
		`"location":"hall"`:   {Ref: "hall"},
		`"location":null,"join_url":"https://meet.example/{sessie}"`:                        {},
		`"location":"online","join_url":"https://meet.example/{sessie}"`:                    {},
		`"location":{"name":"Hal","address":"Weg 1","postcode":"7899zz","city":"Voorbeek"}`: {Name: "Hal", Address: "Weg 1", Postcode: "7899 ZZ", City: "Voorbeek"},
	} {
		s := sessionOf(t, times+fields)
		if s.Location != want {
			t.Errorf("%s: %+v, want %+v", fields, s.Location, want)
		}
		if s.Location == (events.Location{}) && s.JoinURL != "https://meet.example/{sessie}" {
			t.Errorf("%s: join URL %q", fields, s.JoinURL)
		}
	}
}

func TestProgrammeDefaults(t *testing.T) {
	b, err := parse([]source{{programmeFile, []byte(`{"schema":"kantine/1","programme":{"id":"p","rules":{"popup_lead_days":30},"languages":["nl"]}}`)}}, "Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	want := events.DefaultProgramme("Europe/Amsterdam")
	want.ID, want.Slug, want.Rules.PopupLeadDays, want.Languages = "p", "", 30, []string{"nl"}
	if !reflect.DeepEqual(b.Programme, want) {
		t.Errorf("%+v\nwant %+v", b.Programme, want)
	}
}

// TestRoundTrip holds the types to the file: what is read, written again, is
// the same object.
func TestRoundTrip(t *testing.T) {
	var file map[string]json.RawMessage
	if err := json.Unmarshal(demoProgramme, &file); err != nil {
		t.Fatal(err)
	}
	sameList[events.Sector](t, file["sectors"])
	sameList[offering](t, file["offerings"])
	sameList[events.Employer](t, file["employers"])
	sameList[events.Venue](t, file["venues"])
	sameList[events.Facilitator](t, file["facilitators"])
	sameList[session](t, file["sessions"])
	same[events.Programme](t, file["programme"])
}

func sameList[T any](t *testing.T, raw json.RawMessage) {
	t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		t.Fatal("no list", err)
	}
	for _, one := range list {
		same[T](t, one)
	}
}

func same[T any](t *testing.T, raw json.RawMessage) {
	t.Helper()
	var v T
	var before, after any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if json.Unmarshal(raw, &before) != nil || json.Unmarshal(written, &after) != nil {
		t.Fatal("not JSON")
	}
	if !reflect.DeepEqual(withoutEmpty(before), withoutEmpty(after)) {
		t.Errorf("was\n%s\nis\n%s", raw, written)
	}
}

// withoutEmpty leaves out null and "", which mean the same as absence; but
// a capacity that is null keeps it.
func withoutEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if inner == "" || (inner == nil && key != "capacity") {
				delete(v, key)
			} else {
				v[key] = withoutEmpty(inner)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutEmpty(v[i])
		}
	}
	return v
}
