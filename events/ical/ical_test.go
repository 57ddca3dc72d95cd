package ical

import (
	"bytes"
	"flag"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

var update = flag.Bool("update", false, "write the golden files")

var planning = mail.Address{Name: "Planning", Address: "planning@kantine.example"}

func writer() *Writer {
	return New(map[string]Words{
		"nl": {Appointment: "Afspraak", Participant: "Deelnemer", Online: "Online", Join: "Doe online mee", LedBy: "Begeleiding", Manage: "Wijzigen of afmelden"},
		"en": {Appointment: "Appointment", Participant: "Participant", Online: "Online", Join: "Join online", LedBy: "Led by", Manage: "Change or withdraw"},
	})
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return when.UTC()
}

func letter(t testing.TB) *events.Letter {
	block := events.Block{ID: "blk1", StartsAt: at(t, "2027-02-02T14:30:00+01:00"), EndsAt: at(t, "2027-02-02T15:45:00+01:00")}
	return &events.Letter{
		Method: events.MethodRequest, Language: "nl", Name: "Zoë van der Test", To: "zoe@voorbeeld.example",
		Now: at(t, "2026-11-22T12:00:00+01:00"),
		Registration: events.Registration{
			ID: "reg1", UID: "01kamq0r8t0000000000000000-9b2f6f0e5f0c4c4e8d1e000000000001", Organizer: planning.Address,
			Participation: events.NeedsAction, State: events.Confirmed, RegisteredAt: at(t, "2026-11-20T10:00:00+01:00"),
		},
		Session: events.Session{
			ID: "ses-06", Zone: "Europe/Amsterdam", State: events.SessionPublished, Version: 3,
			Title: events.Text{NL: "Werk & mantelzorg; een gesprek, geen test", EN: "Work and informal care"},
			Offering: events.Offering{
				Summary: events.Text{NL: "Voor wie leidinggeeft.", EN: "For those who lead."},
			},
			Blocks: []events.Block{block},
		},
		Block: block,
		Place: events.Place{
			Name: "Ondernemershuis Voorbeeld", Address: "Voorbeeldplein 1", Postcode: "7899 ZY", City: "Emmen",
			Route: "Ingang aan de voorzijde; melden bij de balie.",
		},
		Facilitators: []string{"Kim Testman", "Ünal Voorbeeld"},
		Links:        events.LetterLinks{Manage: "https://kantine.example/r/reg1.abcdefghijklmnopqrstuv"},
	}
}

func online(l *events.Letter) {
	l.Place = events.Place{Name: "Online", Online: true, JoinURL: "https://online.voorbeeld.example/werk-en-mantelzorg"}
}

func seat(l *events.Letter) Seat {
	return Seat{
		Registration: l.Registration, Session: l.Session, Block: l.Block, Place: l.Place, Facilitators: l.Facilitators,
		Discreet: l.Discreet, Language: l.Language, Manage: l.Links.Manage,
	}
}

func invite(t testing.TB, l *events.Letter) string {
	t.Helper()
	raw, err := writer().Invite(l, planning)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// lines undoes the folding.
func lines(ics string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(ics, "\r\n ", ""), "\r\n"), "\r\n")
}

func hasLine(ics, line string) bool {
	for _, l := range lines(ics) {
		if l == line {
			return true
		}
	}
	return false
}

func wantLines(t *testing.T, ics string, want ...string) {
	t.Helper()
	for _, line := range want {
		if !hasLine(ics, line) {
			t.Errorf("no line %q in\n%s", line, ics)
		}
	}
}

func TestGolden(t *testing.T) {
	w := writer()
	for name, write := range map[string]func(l *events.Letter) ([]byte, error){
		"request-nl": func(l *events.Letter) ([]byte, error) { return w.Invite(l, planning) },
		"request-en-online": func(l *events.Letter) ([]byte, error) {
			online(l)
			l.Language, l.Registration.Sequence, l.Registration.Participation = "en", 2, events.Accepted
			return w.Invite(l, mail.Address{Name: "Planning", Address: "nieuw@kantine.example"})
		},
		"request-nl-discreet": func(l *events.Letter) ([]byte, error) {
			l.Discreet, l.Name = true, ""
			return w.Invite(l, planning)
		},
		"cancel-nl": func(l *events.Letter) ([]byte, error) {
			l.Method, l.Registration.Sequence = events.MethodCancel, 1
			l.Session.State, l.Session.Reason = events.SessionCancelled, events.Text{NL: "De begeleider is verhinderd."}
			return w.Invite(l, planning)
		},
		"file-nl": func(l *events.Letter) ([]byte, error) { return w.File(seat(l), planning) },
		"session-en": func(l *events.Letter) ([]byte, error) {
			return w.Session("en", Listing{l.Session, l.Place, "https://kantine.example/sessions/werk"})
		},
		"feed-nl": func(l *events.Letter) ([]byte, error) {
			gone, two := l.Session, l.Session
			gone.ID, gone.State, gone.Sequence = "ses-07", events.SessionCancelled, 1
			two.ID = "ses-08"
			summer := events.Block{ID: "b2", Label: "Late ploeg", StartsAt: at(t, "2028-07-01T20:00:00Z"), EndsAt: at(t, "2028-07-01T23:00:00Z")}
			two.Blocks = []events.Block{{ID: "b1", Label: "Vroege ploeg", StartsAt: two.Blocks[0].StartsAt, EndsAt: two.Blocks[0].EndsAt}, summer}
			quiet := l.Session
			quiet.ID, quiet.Offering.Discreet = "ses-09", true
			page := "https://kantine.example/sessions/werk"
			return w.Feed("Zorg en werk", "nl", []Listing{{l.Session, l.Place, page}, {gone, l.Place, page}, {two, l.Place, page}, {quiet, l.Place, page}})
		},
		"feed-empty": func(*events.Letter) ([]byte, error) { return w.Feed("Zorg en werk", "nl", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			got, err := write(letter(t))
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".ics")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			checkForm(t, got)
		})
	}
}

// checkForm holds for everything that is written: CRLF, 75 octets, whole runes.
func checkForm(t interface{ Errorf(string, ...any) }, ics []byte) {
	if !bytes.HasSuffix(ics, []byte("END:VCALENDAR\r\n")) {
		t.Errorf("does not end in END:VCALENDAR")
	}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(ics, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || len(bytes.TrimSpace(line)) == 0 || bytes.ContainsAny(line, "\r\n\x00") || !bytes.Equal(bytes.ToValidUTF8(line, nil), line) {
			t.Errorf("line %q", line)
		}
	}
}

// TestWhoLeadsKnowsWhere: a discreet entry of somebody who leads the session is as
// neutral as anybody's, and says how to come in online.
func TestWhoLeadsKnowsWhere(t *testing.T) {
	for about, joins := range map[events.About]bool{events.AboutAssignment: true, events.AboutRegistration: false} {
		l := letter(t)
		l.Message.About, l.Discreet, l.Method, l.Language = about, true, events.MethodRequest, "nl"
		l.Place = events.Place{Name: "Online", Online: true, JoinURL: "https://online.voorbeeld.example/x"}
		text := invite(t, l)
		wantLines(t, text, "SUMMARY:Afspraak", "CLASS:PRIVATE", "LOCATION:Online")
		if got := hasLine(text, "URL:https://online.voorbeeld.example/x"); got != joins {
			t.Errorf("%s: the way in is there: %v\n%s", about, got, text)
		}
	}
}

func TestDiscreetTellsNothing(t *testing.T) {
	for _, place := range []string{"in person", "online"} {
		for _, method := range []events.Method{events.MethodRequest, events.MethodCancel} {
			l := letter(t)
			l.Discreet, l.Method, l.Name = true, method, ""
			l.Place.Name, l.Place.Route = "Mantelzorghuis", "Bij het mantelzorgpunt"
			l.Session.Reason, l.Session.State = events.Text{NL: "De mantelzorgconsulent is ziek"}, events.SessionCancelled
			if place == "online" {
				online(l)
			}
			ics := invite(t, l)
			file, err := writer().File(seat(l), planning)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{ics, string(file)} {
				wantLines(t, text, "SUMMARY:Afspraak", "CLASS:PRIVATE")
				plain := strings.ToLower(strings.Join(lines(text), "\n"))
				for _, word := range []string{"zorg", "care", "gesprek", "testman", "kantine.example/r/", "conference", "url:"} {
					if strings.Contains(plain, word) {
						t.Errorf("%s, %s: %q in\n%s", place, method, word, text)
					}
				}
			}
			wantLines(t, ics, "ATTENDEE;CN=Deelnemer;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:zoe@voorbeeld.example")
		}
	}
}

func TestSenderChanged(t *testing.T) {
	l := letter(t)
	raw, err := writer().Invite(l, mail.Address{Name: "Planning", Address: "nieuw@kantine.example"})
	if err != nil {
		t.Fatal(err)
	}
	wantLines(t, string(raw), `ORGANIZER;CN=Planning;SENT-BY="mailto:nieuw@kantine.example":mailto:planning@kantine.example`)
}

func TestAnswerIsAskedAnewOnlyAtFirst(t *testing.T) {
	for _, c := range []struct {
		sequence int
		answer   events.Participation
		want     string
	}{
		{0, events.Accepted, "NEEDS-ACTION"},
		{1, events.Accepted, "ACCEPTED"},
		{1, events.Tentative, "TENTATIVE"},
		{2, events.Declined, "DECLINED"},
		{1, "", "NEEDS-ACTION"},
		{1, "x;y", "NEEDS-ACTION"},
	} {
		l := letter(t)
		l.Registration.Sequence, l.Registration.Participation = c.sequence, c.answer
		if ics := invite(t, l); !strings.Contains(strings.Join(lines(ics), "\n"), "PARTSTAT="+c.want+";") {
			t.Errorf("%d %s: want %s in\n%s", c.sequence, c.answer, c.want, ics)
		}
	}
}

func TestPublicFilesGiveNothingAway(t *testing.T) {
	l := letter(t)
	online(l)
	l.Session.JoinURL = "https://online.voorbeeld.example/geheim"
	raw, err := writer().Session("nl", Listing{l.Session, l.Place, "https://kantine.example/sessions/werk"})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{l.Registration.UID, "online.voorbeeld", "ATTENDEE", "ORGANIZER", "mailto:", "CONFERENCE"} {
		if strings.Contains(strings.Join(lines(string(raw)), "\n"), secret) {
			t.Errorf("%s in\n%s", secret, raw)
		}
	}
	again, err := writer().Session("nl", Listing{l.Session, l.Place, "https://kantine.example/sessions/werk"})
	if err != nil || !bytes.Equal(raw, again) {
		t.Error("the same session, other bytes")
	}
	if SessionUID("a", "bc") == SessionUID("ab", "c") || SessionUID("a", "b") == SessionUID("a", "c") {
		t.Error("two blocks, one UID")
	}
}

func TestFileKeepsTheInvitationsIdentity(t *testing.T) {
	l := letter(t)
	file, err := writer().File(seat(l), planning)
	if err != nil {
		t.Fatal(err)
	}
	ics := invite(t, l)
	for _, line := range lines(ics) {
		name, _, _ := strings.Cut(line, ":")
		switch name, _, _ = strings.Cut(name, ";"); name {
		case "METHOD", "ATTENDEE", "DTSTAMP":
			if hasLine(string(file), line) {
				t.Errorf("the file has %s", line)
			}
		default:
			wantLines(t, string(file), line)
		}
	}
	for state, want := range map[events.RegistrationState]string{events.Withdrawn: "CANCELLED", events.Waitlisted: "TENTATIVE", events.Attended: "CONFIRMED"} {
		s := seat(l)
		s.Registration.State = state
		if file, err = writer().File(s, planning); err != nil {
			t.Fatal(err)
		}
		wantLines(t, string(file), "STATUS:"+want)
	}
}

func TestRefused(t *testing.T) {
	for name, spoil := range map[string]func(*events.Letter){
		"no calendar part":      func(l *events.Letter) { l.Method = events.NoCalendar },
		"no recipient":          func(l *events.Letter) { l.To = "" },
		"injecting recipient":   func(l *events.Letter) { l.To = "a@b.example\r\nATTENDEE:mailto:c@d.example" },
		"IDN not yet punycoded": func(l *events.Letter) { l.To = "a@bücher.example" },
		"organizer with a name": func(l *events.Letter) { l.Registration.Organizer = "P <p@k.example>" },
		"ends before it starts": func(l *events.Letter) { l.Block.EndsAt = l.Block.StartsAt },
		"no UID":                func(l *events.Letter) { l.Registration.UID = "" },
	} {
		t.Run(name, func(t *testing.T) {
			l := letter(t)
			spoil(l)
			raw, err := writer().Invite(l, planning)
			if err == nil {
				t.Fatalf("written:\n%s", raw)
			}
			if strings.ContainsAny(err.Error(), "@\r\n") {
				t.Errorf("the error holds an address: %v", err)
			}
		})
	}
}

func TestJoinURL(t *testing.T) {
	place := events.Place{Online: true, JoinURL: "https://online.voorbeeld.example/werk"}
	for own, want := range map[string]string{
		"": place.JoinURL, "https://video.voorbeeld.example/{sessie}?a=b": "https://video.voorbeeld.example/werk-1?a=b",
		"javascript:alert(1)": place.JoinURL, "https://a b.example": place.JoinURL, "/relative": place.JoinURL,
		"https://video.voorbeeld.example/é": "https://video.voorbeeld.example/%C3%A9",
	} {
		if got := JoinURL(&events.Session{Slug: "werk-1", JoinURL: own}, place); got != want {
			t.Errorf("%q: %q, want %q", own, got, want)
		}
	}
}

func BenchmarkInvite(b *testing.B) {
	w, l := writer(), letter(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Invite(l, planning); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFeed1000(b *testing.B) {
	w, l := writer(), letter(b)
	listings := make([]Listing, 1000)
	for i := range listings {
		listings[i] = Listing{l.Session, l.Place, "https://kantine.example/sessions/werk"}
		listings[i].Session.Sequence = i
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Feed("Zorg en werk", "nl", listings); err != nil {
			b.Fatal(err)
		}
	}
}
