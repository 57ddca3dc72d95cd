package main

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kantine/mailer/mailtest"
)

// TestBrowserCampaign is journeys 3.1 and 3.2: a coordinator brings in the forty
// companies of a campaign and plans two workshops, and an HR professional comes
// to one of them. It goes from the imported programme to mail in a server, with
// scripts on a desktop and without on a phone.
func TestBrowserCampaign(t *testing.T) {
	t.Parallel()
	c, silent := startChrome(t), phone
	silent.noScript = true
	for name, v := range map[string]visitor{"with scripts": desktop, "without scripts": silent} {
		t.Run(name, func(t *testing.T) {
			k := begin(t, nil, mailtest.New(t, mailtest.Options{}), demoNow)
			mustCommand(t, with(k.db, "import", demoFiles, "--test-clock", k.clock.path)...)
			s := &staff{tab: c.tab(t, v), k: k, email: "co@zorgenwerk.example", password: firstPassword, pages: "campaign", noScript: v.noScript}
			k.addUser(s.email, "coordinator")
			s.visit(k.url + "/desk/employers")
			s.givesPassword(200)
			s.enrols()
			s.press("main .button", 200)
			s.bringsInTheForty()
			first := s.plansAWorkshop()
			second := s.copiesTheWorkshop(first)
			s.publishes(first)
			s.publishes(second)
			s.worksTheList()
			s.takesTheStatusAlong()

			p := &professional{staff: s, tab: c.tab(t, v), session: second}
			p.registers()
			p.isFound()
			p.isMoved()
			waiting := p.isFollowed()
			p.isReminded(waiting)
			p.releases(waiting)
		})
	}
}

// bringsInTheForty is step 2: the doubles are shown, and only the others come in.
func (s *staff) bringsInTheForty() {
	s.t.Helper()
	list, err := filepath.Abs("../../events/exchange/testdata/employers-40.csv")
	s.must("finding the list", err)
	s.press(`main a[href="/desk/employers/import"]`, 200)
	s.do("choosing a file", chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{list}))
	s.press("main form .button", 200)
	s.at("/desk/employers/import", "check")
	if said := s.text(".tally"); !strings.Contains(said, "38 nieuw") || !strings.Contains(said, "2 staan er al") {
		s.t.Errorf("the list is judged: %s", said)
	}
	if said := s.text(`section[aria-labelledby="doubles"]`); !strings.Contains(said, "Rolwerk Demo BV") {
		s.t.Errorf("the doubles are %s", said)
	}
	s.tick("input[name=follow_up]")
	s.press("main form .button", 200)
	s.at("/desk/employers", "brought-in")
	if said := s.text("main"); !strings.Contains(said, "38 werkgevers zijn ingevoerd") {
		s.t.Errorf("after the import: %s", said)
	}
}

// plansAWorkshop is step 5 in the editor: a draft, of which nobody hears.
func (s *staff) plansAWorkshop() (id string) {
	s.t.Helper()
	s.visit(s.k.url + "/desk/sessions/new")
	s.press(`main a[href*="offering=off-workshop"]`, 200)
	s.choose("#f-sector", "sec-karton")
	s.fill(`#f-block\.0\.date`, "26 januari 2027")
	s.fill(`#f-block\.0\.start`, "13.00")
	s.fill(`#f-block\.0\.end`, "1600")
	s.choose("#f-place", "ven-zwolle")
	s.fill("#f-capacity", "1")
	s.tick(`input[name="facilitators"][value="fac-1"]`)
	s.press("main form .save .button", 200)
	id = s.session()
	if made := s.k.read(id); made.State != "draft" || *made.Capacity != 1 || !made.StartsAt.Equal(at(s.t, "2027-01-26T13:00:00+01:00")) {
		s.t.Errorf("made %+v", made)
	}
	return id
}

// session is the id of the session that the browser shows.
func (s *staff) session() string {
	s.t.Helper()
	path, _, _ := strings.Cut(strings.TrimPrefix(s.address(), s.k.url), "?")
	s.at(path, "session")
	return strings.TrimPrefix(path, "/desk/sessions/")
}

func (s *staff) copiesTheWorkshop(from string) (id string) {
	s.t.Helper()
	s.press(`main a[href="/desk/sessions/`+from+`/copy"]`, 200)
	s.at("/desk/sessions/"+from+"/copy", "copy")
	s.fill("#f-date", "2-2-2027")
	s.press("main form .button", 200)
	if id = s.session(); id == from {
		s.t.Fatal("the copy is the session itself")
	}
	if n := len(s.k.messages("session", id)) + len(s.k.messages("session", from)); n != 0 {
		s.t.Errorf("%d letters about drafts", n)
	}
	return id
}

// publishes tells who would hear of it, and only then they do.
func (s *staff) publishes(id string) {
	s.t.Helper()
	path := "/desk/sessions/" + id
	s.visit(s.k.url + path)
	s.press(`form[action="`+path+`/publish"] button`, 200)
	s.at(path+"/publish", "told")
	if who := s.told(); !slices.Equal(who, []string{"facilitator1@zorgenwerk.example"}) || s.k.read(id).State != "draft" {
		s.t.Errorf("before publishing, told would be %q, and it is %s", who, s.k.read(id).State)
	}
	s.press(`button[value="send"]`, 200)
	s.at(path, "published")
	l := s.k.mailed("session", id, "kind", "assignment")
	l.checkCalendar(s.t, "REQUEST")
	if start := l.event("DTSTART").value; start != s.k.read(id).StartsAt.In(at(s.t, demoNow).Location()).Format("20060102T150405") {
		s.t.Errorf("%s is in the facilitator's calendar at %s", id, start)
	}
}

// told are the addresses under "who is told?", in order.
func (s *staff) told() []string {
	s.t.Helper()
	who := get(s.tab, "reading who is told", chromedp.Evaluate[[]string](
		`[...document.querySelectorAll("main .table tbody td:nth-child(2)")].map(e => e.textContent)`))
	slices.Sort(who)
	return who
}

// mailed waits until the only message of a choice is delivered, and reads it.
func (k *running) mailed(filters ...string) *letter {
	k.t.Helper()
	var all []messageJSON
	eventually(k.t, strings.Join(filters, " ")+" is delivered", func() bool {
		all = k.messages(filters...)
		return len(all) == 1 && all[0].State == "delivered"
	})
	return k.letterOf(all[0])
}

// comesAgain logs in on another day, for which a recovery code does.
func (s *staff) comesAgain(path string) {
	s.t.Helper()
	s.visit(s.k.url + path)
	s.givesPassword(200)
	s.press(`main form a[href^="/desk/recovery"]`, 200)
	s.fill("#f-code", s.recovery[0])
	s.recovery = s.recovery[1:]
	s.press("main form .button", 200)
}

const toCall = "Bellen over de workshop"

// worksTheList is step 6, a week later: who has not answered, and what is next.
func (s *staff) worksTheList() {
	s.t.Helper()
	s.k.goTo("2026-11-30T09:00:00+01:00")
	s.comesAgain("/desk/employers")
	s.press(`main a[href="/desk/employers?stage=due"]`, 200)
	s.at("/desk/employers", "due")
	if n := s.count("tbody tr"); n < 38 || s.count("tbody .tag-late") < 38 {
		s.t.Errorf("%d employers wait for an action, want those of the list", n)
	}
	s.fill("#f-q", "Golfwerk")
	s.press(".filter-row button", 200)
	s.press("tbody th a", 200)
	s.choose("#f-stage", "invited")
	s.fill("#f-next_action", toCall)
	s.fill("#f-next_action_on", "7 december 2026")
	s.press("main .panel form .button", 200)
	s.at(strings.TrimPrefix(strings.Split(s.address(), "?")[0], s.k.url), "employer")
	s.visit(s.k.url + "/desk/employers?stage=due&q=Golfwerk")
	if s.count("tbody tr") != 0 {
		s.t.Error("what is for later still waits for an action")
	}
	s.visit(s.k.url + "/desk/employers?stage=invited&q=Golfwerk")
	if row := s.text("tbody tr"); !strings.Contains(row, toCall) || !strings.Contains(row, "Uitgenodigd") {
		s.t.Errorf("the list says %s", row)
	}
}

// takesTheStatusAlong is step 7: the file says what the list says.
func (s *staff) takesTheStatusAlong() {
	s.t.Helper()
	s.visit(s.k.url + "/desk/employers")
	a := s.k.send("GET", s.attribute(`main a[href^="/desk/employers.csv"]`, "href"), nil, "Authorization", "", "Cookie", "__Host-kantine="+s.cookie(), "Accept-Language", "nl")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
		s.t.Fatalf("the file: %d %s", a.status, a.header)
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.body, []byte("\ufeff"))))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	s.must("reading the file back", err)
	if len(rows) != 1+12+38 {
		s.t.Errorf("%d rows, want a head, the 12 of the programme and the 38 of the list", len(rows))
	}
	at := slices.IndexFunc(rows, func(row []string) bool { return row[0] == "Golfwerk Demo B.V." })
	if at < 0 {
		s.t.Fatalf("Golfwerk is not in %s", a.body)
	}
	for column, want := range map[string]string{"Fase": "Uitgenodigd", "Volgende actie": toCall, "Op": "2026-12-07", "KVK-nummer": "00000101"} {
		i := slices.Index(rows[0], column)
		if i < 0 || rows[at][i] != want {
			s.t.Errorf("%s of %q is not %s: %q", column, rows[0], want, rows[at])
		}
	}
}
