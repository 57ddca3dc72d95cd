package main

import (
	"strings"
	"testing"
	"time"

	"kantine/mailer/mailtest"
)

// ill counts the clicks of a coordinator whom a facilitator calls in sick.
type ill struct {
	*staff
	clicks int
}

// sees looks at the page where the browser is.
func (i *ill) sees(picture string) {
	i.t.Helper()
	i.at(strings.TrimPrefix(i.address(), i.k.url), picture)
}

// goes clicks what leads to a page.
func (i *ill) goes(selector string) {
	i.t.Helper()
	i.clicks++
	i.press(selector, 200)
}

// TestBrowserAFacilitatorFallsIll is journey 3.6: from the imported programme to mail
// in a server, in a browser with and without scripts. Ten clicks and three
// minutes are the limit; the machine needs no minute of those.
func TestBrowserAFacilitatorFallsIll(t *testing.T) {
	t.Parallel()
	c := startChrome(t)
	for name, v := range map[string]visitor{"desktop": desktop, "phone": phone, "without-scripts": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			k := begin(t, nil, mailtest.New(t, mailtest.Options{}), "2026-11-22T12:00:00+01:00")
			mustCommand(t, with(k.db, "import", demoFiles, "--test-clock", k.clock.path)...)
			k.goTo("2027-03-15T08:05:00+01:00")
			k.addUser("co@zorgenwerk.example", "coordinator")
			enrolled := &staff{tab: c.tab(t, desktop), k: k, email: "co@zorgenwerk.example", password: firstPassword, pages: "ill-" + name}
			enrolled.visit(k.url + "/desk")
			enrolled.givesPassword(200)
			enrolled.enrols()
			i := &ill{staff: enrolled}
			i.tab, i.noScript = c.tab(t, v), v.noScript
			i.visit(k.url + "/desk")
			i.givesPassword(200)
			i.fill("#f-code", i.oneTime(1))
			i.press("main form .button", 200)
			before := len(k.post.Messages())
			i.settles()
			i.undoes(before)
			i.clicks = 0
			i.settles()
			k.goTo("2027-03-15T08:14:59+01:00")
			if now := len(k.post.Messages()); now != before {
				t.Fatalf("%d mails left before the ten minutes were over", now-before)
			}
			k.goTo("2027-03-15T08:15:00+01:00")
			i.press(".state a, main a", 200)
			i.hasMailed()
		})
	}
}

// settles goes from Today to what was done.
func (i *ill) settles() {
	i.t.Helper()
	begun := time.Now()
	i.visit(i.k.url + "/desk")
	i.goes(`main a[href="/desk/absence"]`)
	i.sees("who")
	i.clicks += 2 // open the list and choose
	i.choose("#f-facilitator", "fac-5")
	i.clicks++ // into the field
	i.fill("#f-to", "19-3-2027")
	i.goes("main form .button")
	i.sees("options")
	if text := i.text("main"); !strings.Contains(text, "Pop-up bij Bouthamer") || !i.checked(`input[value^="replace|fac-6|"]`) {
		i.t.Fatalf("the best way out is not the one chosen:\n%s", text)
	}
	i.goes("main form .button")
	i.sees("told")
	if text := i.text("main"); !strings.Contains(text, "facilitator6@zorgenwerk.example") {
		i.t.Errorf("who is told:\n%s", text)
	}
	i.goes(`button[value="send"]`)
	i.sees("done")
	if took := time.Since(begun); i.clicks >= 10 || took > 3*time.Minute {
		i.t.Errorf("%d clicks and %v", i.clicks, took)
	}
	if crew := i.crew(); crew != "fac-6" {
		i.t.Errorf("led by %s", crew)
	}
}

func (i *ill) crew() string {
	i.t.Helper()
	return strings.Join(ask[struct{ Facilitators []string }](i.k, "GET", "/sessions/ses-17", nil, 200).Facilitators, " ")
}

// undoes takes it back, after which nothing is mailed, however late it gets.
func (i *ill) undoes(before int) {
	i.t.Helper()
	i.press("main form .button", 200)
	i.sees("undone")
	if crew := i.crew(); crew != "fac-5" {
		i.t.Errorf("after undoing, led by %s", crew)
	}
	for _, m := range i.k.messages("session", "ses-17") {
		if (m.Kind == "assignment" || m.Kind == "site_update") && (m.State != "cancelled" || m.Reason != "undone") {
			i.t.Errorf("%s is %s %s", m.Kind, m.State, m.Reason)
		}
	}
	i.k.settle()
	if now := len(i.k.post.Messages()); now != before {
		i.t.Errorf("%d mails about what was undone", now-before)
	}
}

// hasMailed looks at what came out of the server: who takes over has it in
// their calendar, the company knows the new face, and who never heard of the
// session hears nothing of losing it.
func (i *ill) hasMailed() {
	i.t.Helper()
	got := map[string]string{}
	for _, m := range i.k.messages("session", "ses-17") {
		if m.Kind != "assignment" && m.Kind != "site_update" || m.State != "delivered" {
			continue
		}
		l := i.k.letterOf(m)
		got[m.Recipient] = strings.TrimSpace(m.Kind + " " + l.method)
		if !strings.Contains(l.text, "13.00") {
			i.t.Errorf("%s does not say when:\n%s", m.Kind, l.text)
		}
	}
	if len(got) != 2 || got["facilitator6@zorgenwerk.example"] != "assignment REQUEST" {
		i.t.Errorf("mailed: %v", got)
	}
}

// absencePages makes a facilitator ill and settles it, and gives the pages about
// that.
func (s *staff) absencePages() []string {
	s.t.Helper()
	who := s.k.facilitator("away-"+s.pages, "nl")
	start := time.Now().AddDate(0, 0, 3)
	s.k.session(s.k.offer(nil).ID, start.Format(time.DateOnly)+"T14:30", object{"facilitators": []string{who}})
	day := start.Format(time.DateOnly)
	made := ask[struct{ ID string }](s.k, "POST", "/facilitators/"+who+"/absences", object{"from": day, "to": day}, 201)
	s.visit(s.k.url + "/desk/absences/" + made.ID)
	s.at("/desk/absences/"+made.ID, "absences")
	s.press("main form .button", 200)
	s.press(`button[value="send"]`, 200)
	done := strings.TrimPrefix(s.address(), s.k.url)
	return []string{"/desk/absence", "/desk/facilitators/" + who + "/absence", "/desk/absences/" + made.ID, done}
}
