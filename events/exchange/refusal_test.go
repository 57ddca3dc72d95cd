package exchange

import (
	"strings"
	"testing"

	"kantine/events"
)

// small is a file with one of each, for cases to spoil.
const small = `{"schema":"kantine/1","programme":{"id":"prog","timezone":"Europe/Amsterdam"},
"sectors":[{"id":"sec-1"}],
"offerings":[{"id":"off-1","kind":"workshop","title":{"nl":"Workshop","en":"Workshop"},"duration":"PT2H","capacity":2}],
"employers":[{"id":"org-1","name":"Dozenveld","kvk":"00000001","branch_number":"000000000001","sites":[
{"id":"site-1","street":"Weg","house_number":"1","postcode":"7899 ZZ","city":"Voorbeek","shifts":[{"code":"early","start":"06:00","end":"14:00"}]}]}],
"venues":[{"id":"hall","name":"Hal"}],
"facilitators":[{"id":"fac-1","name":"Kim Demo","email":"kim@hal.example","home_city":"Voorbeek","skills":["workshop"],"availability":[{"days":["mo"],"from":"07:00","to":"18:30"}]}],
"sessions":[
{"id":"ses-1","offering":"off-1","location":"hall","starts_at":"2027-02-02T14:30","state":"published"},
{"id":"ses-2","offering":"off-1","location":"hall","blocks":[{"id":"b1","starts_at":"2027-02-03T10:00","ends_at":"2027-02-03T11:00"},{"id":"b2","starts_at":"2027-02-03T18:00","ends_at":"2027-02-03T19:00","capacity":1}]}]}`

const smallRegistrations = `id,session,block,name,email,state,waitlist_position,registered_at,reminders
reg-1,ses-1,,Kim Demo,kim@thuis.example,confirmed,,2026-11-11T09:00,true
reg-2,ses-1,ses-1-b1,Sam Proef,sam@thuis.example,waitlisted,1,2026-11-11T09:00:00+01:00,false
reg-3,ses-2,b2,Noor Test,noor@thuis.example,confirmed,,,
`

// withSession is the small file with one session of the given fields.
func withSession(fields string) string {
	head, _, _ := strings.Cut(small, `"sessions":[`)
	session := `{"id":"ses-1","offering":"off-1"`
	if !strings.Contains(fields, `"location"`) {
		session += `,"location":"hall"`
	}
	return head + `"sessions":[` + session + "," + fields + `}]}`
}

// refused parses and gives the faults, one per line.
func refused(t *testing.T, programme, registrations string) string {
	t.Helper()
	files := []source{{programmeFile, []byte(programme)}}
	if registrations != "" {
		files = append(files, source{registrationsFile, []byte(registrations)})
	}
	_, err := parse(files, "Europe/Amsterdam")
	if err == nil {
		return ""
	}
	return err.Error()
}

// spoil replaces what must be there.
func spoil(t *testing.T, text, old, with string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("the case spoils %q, which is not there", old)
	}
	return strings.Replace(text, old, with, 1)
}

func TestSmallIsSound(t *testing.T) {
	if got := refused(t, small, smallRegistrations); got != "" {
		t.Fatal(got)
	}
}

// badProgrammes spoil the small file, each in one way.
var badProgrammes = []struct{ name, old, with, want string }{
	{"gap", "2027-02-02T14:30", "2027-03-28T02:30", `programme.json: sessions "ses-1": starts_at: 2027-03-28T02:30 does not exist in Europe/Amsterdam (offsets +01:00, +02:00): choose another time or write one of these offsets behind it`},
	{"overlap", "2027-02-03T10:00", "2026-10-25T02:30", `programme.json: sessions "ses-2": blocks[0].starts_at: 2026-10-25T02:30 comes twice in Europe/Amsterdam (offsets +02:00, +01:00): write the offset that is meant behind it`},
	{"no time", "2027-02-02T14:30", "morgen", `programme.json: sessions "ses-1": starts_at: "morgen" is no time: write it like 2027-02-02T14:30 or 2027-02-02T14:30:00+01:00`},
	{"a slip of the year", "2027-02-02T14:30", "0027-02-02T14:30", `programme.json: sessions "ses-1": starts_at: "0027-02-02T14:30" is no time: write it like 2027-02-02T14:30 or 2027-02-02T14:30:00+01:00`},
	{"end before start", "2027-02-03T11:00", "2027-02-03T09:00", `programme.json: sessions "ses-2": blocks[0].ends_at: does not lie after starts_at: correct one of the two`},
	{"no start", `"starts_at":"2027-02-02T14:30",`, "", `programme.json: sessions "ses-1": starts_at: is missing: write it like 2027-02-02T14:30`},
	{"two ways of times", `"2027-02-02T14:30",`, `"2027-02-02T14:30","ends_at":"2027-02-02T15:30","duration":"PT1H",`, `programme.json: sessions "ses-1": duration: stands beside ends_at: keep one of the two`},
	{"unknown key", `"state":"published"`, `"staat":"x","state":"draft"`, `programme.json: sessions "ses-1": staat: is an unknown key: take it out or correct it (known here: blocks, capacity, catering, closes_at, crew, duration, employer, ends_at, facilitators, hybrid, id, join_url, kit, language, location, note, offering, outcome, reminders, requested_on, sector, series, slug, starts_at, state, title, waitlist)`},
	{"unknown key deep down", `"end":"14:00"`, `"end":"14:00","breaks":[{"at":"08:15","minuts":15}]`, `programme.json: employers "org-1": sites[0].shifts[0].breaks[0].minuts: is an unknown key: take it out or correct it (known here: at, minutes)`},
	{"unknown list", `"sectors"`, `"sector"`, `programme.json: "sector": is an unknown key: take it out or correct it (known here: schema, note, as_of, programme, sectors, offerings, employers, venues, facilitators, kits, sessions, invitations, scenarios, travel, elearning)`},
	{"key twice", `"name":"Hal"`, `"name":"Hal","name":"Zaal"`, `programme.json: venues "hall": name: stands twice in one object: keep one`},
	{"list twice", `"venues":`, `"venues":[],"venues":`, `programme.json: venues: stands twice in the file: keep one` + "\n" + `programme.json: sessions "ses-1": location: "hall" is no venue and no site of this file: add it there, correct the id or write the address as an object` + "\n" + `programme.json: sessions "ses-2": location: "hall" is no venue and no site of this file: add it there, correct the id or write the address as an object`},
	{"wrong schema", "kantine/1", "kantine/2", `programme.json: schema: is "kantine/2": this program reads "kantine/1"`},
	{"no programme", `"programme":{"id":"prog","timezone":"Europe/Amsterdam"},`, "", `programme.json: programme: is missing: say at least its id`},
	{"zone", "Europe/Amsterdam", "Europe/Voorbeek", `programme.json: programme "prog": timezone: "Europe/Voorbeek" is no time zone: write its IANA name, such as Europe/Amsterdam`},
	{"zone of the machine", "Europe/Amsterdam", "Local", `programme.json: programme "prog": timezone: "Local" is no time zone: write its IANA name, such as Europe/Amsterdam`},
	{"id twice", `"id":"ses-2"`, `"id":"ses-1"`, `programme.json: sessions "ses-1": id: "ses-1" stands twice among the sessions: give each its own`},
	{"block id twice", `"id":"b2"`, `"id":"b1"`, `programme.json: sessions "ses-2": blocks[1].id: "b1" stands twice among the blocks: give each its own`},
	{"no id", `"id":"hall","name"`, `"name"`, `programme.json: venues #1: id: is missing: give an id that stays the same in every import`},
	{"an id that is none", `"id":"ses-2"`, `"id":"kim@thuis.example"`, `programme.json: sessions #2: id: is no id: use at most 100 letters, digits, hyphens, dots and underscores`},
	{"dangling offering", `"offering":"off-1"`, `"offering":"off-9"`, `programme.json: sessions "ses-1": offering: "off-9" is not among the offerings of this file: add it there or correct the id`},
	{"dangling sector", `"name":"Dozenveld"`, `"name":"Dozenveld","sector":"sec-9"`, `programme.json: employers "org-1": sector: "sec-9" is not among the sectors of this file: add it there or correct the id`},
	{"dangling facilitator", `"state":"published"`, `"facilitators":["fac-1","fac-9"]`, `programme.json: sessions "ses-1": facilitators[1]: "fac-9" is not among the facilitators of this file: add it there or correct the id`},
	{"a name for an id", `"state":"published"`, `"facilitators":["Kim Demo"]`, `programme.json: sessions "ses-1": facilitators[0]: is no id: give one of the facilitators of this file`},
	{"dangling employer and kit", `"state":"published"`, `"employer":"org-9","kit":"kit-9"`, `programme.json: sessions "ses-1": employer: "org-9" is not among the employers of this file: add it there or correct the id` + "\n" + `programme.json: sessions "ses-1": kit: "kit-9" is not among the kits of this file: add it there or correct the id`},
	{"dangling crew", `"state":"published"`, `"crew":{"b9":["fac-1"]}`, `programme.json: sessions "ses-1": crew: "b9" is no block of this session: correct the id`},
	{"dangling location", `"location":"hall"`, `"location":"zaal"`, `programme.json: sessions "ses-1": location: "zaal" is no venue and no site of this file: add it there, correct the id or write the address as an object`},
	{"online without a link", `"location":"hall"`, `"location":"online"`, `programme.json: sessions "ses-1": location: "online" needs a join_url here, or a venue of that id with one`},
	{"nowhere", `"location":"hall",`, "", `programme.json: sessions "ses-1": location: is missing: give a venue's id, a site's id, "online" or an address, or else a join_url`},
	{"half an address", `"location":"hall"`, `"location":{"ref":"hall"}`, `programme.json: sessions "ses-1": location.ref: is an unknown key: take it out or correct it (known here: address, city, name, postcode)`},
	{"postcode", "7899 ZZ", "1234 SS", `programme.json: employers "org-1": sites[0].postcode: "1234 SS" is no Dutch postcode: write it like 7899 ZZ`},
	{"kvk", `"kvk":"00000001"`, `"kvk":"1234567"`, `programme.json: employers "org-1": kvk: "1234567" is no KVK number: write its eight digits in quotes`},
	{"kvk without quotes", `"kvk":"00000001"`, `"kvk":12345678`, `programme.json: employers "org-1": kvk: must be a text in quotes: correct it`},
	{"branch number", "000000000001", "00000000001", `programme.json: employers "org-1": branch_number: "00000000001" is no branch number: write its twelve digits in quotes`},
	{"mail address unquoted in the fault", "kim@hal.example", "Kim Demo <kim@hal.example>", `programme.json: facilitators "fac-1": email: is no mail address: write it like name@company.example, without a name around it`},
	{"required by the API", `"home_city":"Voorbeek",`, "", `programme.json: facilitators "fac-1": home_city: is missing: it is required`},
	{"time of day", `"start":"06:00"`, `"start":"6 uur"`, `programme.json: employers "org-1": sites[0].shifts[0].start: "6 uur" is no time of day: write it like 06:00`},
	{"day of the week", `["mo"]`, `["ma"]`, `programme.json: facilitators "fac-1": availability[0].days[0]: "ma" is not one of mo, tu, we, th, fr, sa, su`},
	{"state", "published", "open", `programme.json: sessions "ses-1": state: "open" is not one of draft, published, cancelled, held`},
	{"kind", `"kind":"workshop"`, `"kind":"borrel"`, `programme.json: offerings "off-1": kind: "borrel" is not one of workshop, presentation, interview, popup, online`},
	{"duration", "PT2H", "2 uur", `programme.json: offerings "off-1": duration: "2 uur" is no ISO 8601 duration: write it like -P7D or PT2H`},
	{"backwards", "PT2H", "-PT2H", `programme.json: offerings "off-1": duration: -PT2H must point forward: write it like PT2H`},
	{"reminder offset", `"state":"published"`, `"reminders":[{"offset":"-1 dag"}]`, `programme.json: sessions "ses-1": reminders[0].offset: "-1 dag" is no ISO 8601 duration: write it like -P7D or PT2H`},
	{"reminder without offset", `"state":"published"`, `"reminders":[{"anchor":"midden"}]`, `programme.json: sessions "ses-1": reminders[0].offset: is missing or zero: write it like -P1D` + "\n" + `programme.json: sessions "ses-1": reminders[0].anchor: "midden" is not one of start, end`},
	{"capacity 0", `"capacity":2`, `"capacity":0`, `programme.json: offerings "off-1": capacity: must be at least 1: write null for no limit`},
	{"capacity of a half", `"capacity":2`, `"capacity":2.5`, `programme.json: offerings "off-1": capacity: must be a whole number from 0 to 1000000: correct it`},
	{"not a number", `"capacity":2`, `"capacity":"2"`, `programme.json: offerings "off-1": capacity: must be a whole number: correct it`},
	{"not a list", `"sectors":[{"id":"sec-1"}]`, `"sectors":{"id":"sec-1"}`, `programme.json: sectors: must be a list [ ]: correct it`},
	{"not an object", `[{"id":"sec-1"}]`, `[["sec-1"]]`, `programme.json: sectors #1: must be an object { }: correct it`},
	{"null in a list", `[{"id":"sec-1"}]`, `[null]`, `programme.json: sectors #1: must not be null: take it out`},
	{"day", `"state":"published"`, `"requested_on":"2 februari"`, `programme.json: sessions "ses-1": requested_on: "2 februari" is no day: write it like 2027-03-15`},
	{"series", `"state":"published"`, `"series":{"id":"s","index":5,"count":4}`, `programme.json: sessions "ses-1": series.index: 5 is not from 1 to the count 4: correct one of the two`},
	{"link", `"state":"published"`, `"join_url":"javascript:alert(1)"`, `programme.json: sessions "ses-1": join_url: is no web address: it must begin with https://`},
	{"hidden character", `"name":"Hal"`, `"name":"Hal\u202e"`, `programme.json: venues "hall": name: holds the invisible character U+202E: take it out`},
	{"line break in a title", `"nl":"Workshop"`, `"nl":"Work\nshop"`, `programme.json: offerings "off-1": title.nl: holds the invisible character U+000A: take it out`},
	{"unknown key of a record", `"venues"`, `"kits":[{"id":"kit-A","kleur":"rood"}],"venues"`, `programme.json: kits "kit-A": kleur: is an unknown key: take it out or correct it (known here: base_city, contents, id, name, turnaround_hours)`},
	{"unknown key of what is not stored", `"venues"`, `"scenarios":[{"id":"x","weer":"nat"}],"venues"`, `programme.json: scenarios "x": weer: is an unknown key: take it out or correct it (known here: affected, at, event, expected, expected_options, facilitator, from, id, reason_public, rule, session, site, to)`},
	{"travel matrix", `"venues"`, `"travel":{"cities":["Emmen","Assen"],"matrix":[[0,1],[1]]},"venues"`, `programme.json: travel: matrix[1]: has 1 figures for 2 cities: give one for each`},
	{"syntax", `"venues":[{`, `"venues":[{,`, `programme.json: line 6: column 12: this is not JSON: invalid character ',' looking for beginning of object key string`},
	{"cut off", `{"id":"b1"`, `{"id":"b1`, `programme.json: line 10: column 73: this is not JSON: invalid character 's' after object key:value pair`},
	{"UTF-8", "Dozenveld", "Doz\xe9nveld", `programme.json: line 4: column 39: this is not UTF-8: save the file as UTF-8`},
}

func TestBadProgrammes(t *testing.T) {
	for _, c := range badProgrammes {
		t.Run(c.name, func(t *testing.T) {
			if got := refused(t, spoil(t, small, c.old, c.with), ""); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestWholeFileFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                   `programme.json: the file is empty: give a programme in schema kantine/1`,
		"[]":                 `programme.json: must be one object { }: give a programme in schema kantine/1`,
		"{\n\"schema\"":      `programme.json: line 2: column 9: this is not JSON: unexpected end of JSON input`,
		small + "\n{}":       `programme.json: line 11: column 1: this is not JSON: invalid character '{' after top-level value`,
		"\xff\xfe{\x00}\x00": `programme.json: line 1: column 1: this is not UTF-8: save the file as UTF-8`,
	} {
		if got := refused(t, text, smallRegistrations); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestEmptyObject(t *testing.T) {
	want := "programme.json: schema: is \"\": this program reads \"kantine/1\"\nprogramme.json: programme: is missing: say at least its id"
	if got := refused(t, "{}", ""); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWaitlistOfferIsNotBuilt(t *testing.T) {
	for old, want := range map[string]string{
		`"kind":"workshop"`:   `programme.json: offerings "off-1": waitlist: "offer" is not built yet: write auto or off`,
		`"state":"published"`: `programme.json: sessions "ses-1": waitlist: "offer" is not built yet: write auto or off`,
	} {
		_, err := parse([]source{{programmeFile, []byte(spoil(t, small, old, old+`,"waitlist":"offer"`))}}, "UTC")
		if err == nil || err.Error() != want || events.CodeOf(err) != events.CodeNotYet {
			t.Errorf("got %v (%s)", err, events.CodeOf(err))
		}
	}
}

func TestGapKeepsItsCode(t *testing.T) {
	_, err := parse([]source{{programmeFile, []byte(spoil(t, small, "2027-02-02T14:30", "2027-03-28T02:30"))}}, "UTC")
	if events.CodeOf(err) != events.CodeWallTimeGap {
		t.Errorf("got %q", events.CodeOf(err))
	}
}

func TestFaultsAreGatheredUpToTwenty(t *testing.T) {
	bad := `{"schema":"kantine/1","programme":{"id":"p"},"venues":[` + strings.Repeat(`{"id":"v","x":1},`, 5000) + `{}]}`
	lines := strings.Split(refused(t, bad, ""), "\n")
	if len(lines) != maxFaults+1 || lines[maxFaults] != "there are more errors: correct these first" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestLimitsOfSize(t *testing.T) {
	long := spoil(t, small, `"name":"Hal"`, `"name":"`+strings.Repeat("h", 121)+`"`)
	if got := refused(t, long, ""); got != `programme.json: venues "hall": name: is longer than 120 characters: shorten it` {
		t.Error(got)
	}
	huge := spoil(t, small, `"name":"Hal"`, `"name":"Hal","route":"`+strings.Repeat("r", maxRecord)+`"`)
	if got := refused(t, huge, ""); got != `programme.json: venues "hall": is larger than 1 MB: shorten it` {
		t.Error(got)
	}
	deep := spoil(t, small, `"name":"Hal"`, `"name":`+strings.Repeat("[", 9000)+strings.Repeat("]", 9000))
	if got := refused(t, deep, ""); got != `programme.json: venues "hall": name: must be a text in quotes: correct it` {
		t.Error(got)
	}
}
