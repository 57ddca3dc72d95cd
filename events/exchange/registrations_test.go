package exchange

import (
	"testing"

	"kantine/events"
)

func TestRegistrations(t *testing.T) {
	b, err := parse([]source{{programmeFile, []byte(small)}, {registrationsFile, []byte(smallRegistrations)}}, "UTC")
	if err != nil {
		t.Fatal(err)
	}
	want := []events.Registration{
		{
			ID: "reg-1", SessionID: "ses-1", BlockID: "ses-1-b1", Name: "Kim Demo", Email: "kim@thuis.example", Language: "nl",
			State: events.Confirmed, RegisteredAt: instant(t, "2026-11-11T08:00:00Z"),
		},
		{
			ID: "reg-2", SessionID: "ses-1", BlockID: "ses-1-b1", Name: "Sam Proef", Email: "sam@thuis.example", Language: "nl",
			State: events.Waitlisted, QueueNo: 1, RegisteredAt: instant(t, "2026-11-11T08:00:00Z"), RemindersOff: true,
		},
		{
			ID: "reg-3", SessionID: "ses-2", BlockID: "b2", Name: "Noor Test", Email: "noor@thuis.example", Language: "nl",
			State: events.Confirmed,
		},
	}
	for i := range want {
		if b.Registrations[i] != want[i] {
			t.Errorf("got  %+v\nwant %+v", b.Registrations[i], want[i])
		}
	}
}

func TestBadRegistrations(t *testing.T) {
	cases := []struct{ name, old, with, want string }{
		{"session", "reg-1,ses-1", "reg-1,ses-9", `registrations.csv: line 2: registration "reg-1": session: is not among the sessions of the programme: add it there or correct the id`},
		{"block", "ses-2,b2", "ses-2,b9", `registrations.csv: line 4: registration "reg-3": block: is no block of this session: correct the id`},
		{"no block", "ses-2,b2", "ses-2,", `registrations.csv: line 4: registration "reg-3": block: is missing: the session has several, give the id of one`},
		{"mail", "noor@thuis.example", "noor at thuis", `registrations.csv: line 4: registration "reg-3": email: is no mail address: write it like name@company.example, without a name around it`},
		{"state", "example,confirmed", "example,maybe", `registrations.csv: line 2: registration "reg-1": state: must be one of confirmed, waitlisted, withdrawn, attended, no_show: correct it`},
		{"id", "reg-3,", "Noor Test,", `registrations.csv: line 4: id: must be 1 to 100 letters, digits, hyphens, dots and underscores: correct it`},
		{"id twice", "reg-2,", "reg-1,", `registrations.csv: line 3: registration "reg-1": id: stands twice in the file: give each its own`},
		{"address twice", "sam@thuis", "KIM@thuis", `registrations.csv: line 3: registration "reg-2": email: has a seat or a place here on line 2 already: take one out`},
		{"no name", "Kim Demo", "", `registrations.csv: line 2: registration "reg-1": name: is missing: it is required`},
		{"hidden character", "Kim Demo", "Kim\u200bDemo", `registrations.csv: line 2: registration "reg-1": name: holds the invisible character U+200B: take it out`},
		{"no place", "waitlisted,1", "waitlisted,", `registrations.csv: line 3: registration "reg-2": waitlist_position: must be a whole number from 1: whoever waits needs a place`},
		{"place of a seat", "confirmed,,2026", "confirmed,4,2026", `registrations.csv: line 2: registration "reg-1": waitlist_position: is for the state waitlisted only: take it out or correct the state`},
		{"gap", "2026-11-11T09:00,", "2026-03-29T02:30,", `registrations.csv: line 2: registration "reg-1": registered_at: 2026-03-29T02:30 does not exist in Europe/Amsterdam (offsets +01:00, +02:00): choose another time or write one of these offsets behind it`},
		{"no time", "2026-11-11T09:00,", "gisteren,", `registrations.csv: line 2: registration "reg-1": registered_at: is no time: write it like 2027-02-02T14:30 or 2027-02-02T14:30:00+01:00`},
		{"yes or no", "09:00,true", "09:00,ja", `registrations.csv: line 2: registration "reg-1": reminders: must be true or false: correct it`},
		{"columns", "confirmed,,2026", "confirmed,2026", `registrations.csv: line 2: has 8 columns where the first line has 9: add or take out commas, or put a text with a comma in quotes`},
		{"header", "reminders", "herinneringen", `registrations.csv: line 1: column 9: is unknown: the first line names the columns, correct it or take it out (known: id, session, block, mode, name, employer, email, language, state, waitlist_position, registered_at, reminders, consent_newsletter, consent_survey, discreet, needs)`},
		{"header twice", "reminders", "name", `registrations.csv: line 1: name: stands twice: keep one`},
		{"no session column", "id,session,block", "id,mode,block", `registrations.csv: line 1: session: is missing: add the column`},
		{"semicolons", "id,session,block,name,email,state,waitlist_position,registered_at,reminders", "id;session", `registrations.csv: line 1: separates columns with semicolons: save it with commas`},
		{"quote", "Kim Demo", `Kim "Demo`, `registrations.csv: line 2: column 18: this is not CSV: bare " in non-quoted-field`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := refused(t, small, spoil(t, smallRegistrations, c.old, c.with)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestSeatsAreCounted(t *testing.T) {
	more := smallRegistrations + "reg-4,ses-1,,Jo Demo,jo@thuis.example,confirmed,,,\nreg-5,ses-1,,Al Demo,,confirmed,,,\nreg-6,ses-2,b2,El Demo,,confirmed,,,\n"
	want := `registrations.csv: session "ses-1": has 3 confirmed for 2 seats: raise its capacity or correct the states` + "\n" +
		`registrations.csv: session "ses-2": block b2: has 2 confirmed for 1 seats: raise its capacity or correct the states`
	if got := refused(t, small, more); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestOneFaultIsNotFollowedByOthers: a session that is wrong is not called
// missing as well.
func TestOneFaultIsNotFollowedByOthers(t *testing.T) {
	bad := spoil(t, small, `"state":"published"`, `"state":1`)
	want := `programme.json: sessions "ses-1": state: must be a text in quotes: correct it`
	if got := refused(t, bad, smallRegistrations); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
