package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// professional is the HR professional of journey 3.2, with the coordinator who
// helps.
type professional struct {
	*tab
	staff   *staff
	session string
	// id is that of the registration.
	id string
}

func (p *professional) email() string { return "noor@werkgever.example" }

// fillsIn registers on the public page and gives the registration.
func (p *professional) fillsIn(name, email string) (r registrationJSON) {
	p.t.Helper()
	k := p.staff.k
	p.visit(k.url + "/sessions/" + k.read(p.session).Slug)
	p.fill("#f-name", name)
	p.fill("#f-email", email)
	p.fill("#f-employer", "Proefstra Karton")
	if p.checked("#f-consent_newsletter") {
		p.t.Error("the newsletter is ticked")
	}
	if status, _ := p.click("main form button[type=submit]"); status != 200 {
		p.t.Fatalf("registering answers %d: %s", status, p.text("main"))
	}
	people := ask[page[registrationJSON]](k, "GET", "/sessions/"+p.session+"/registrations", nil, 200).Items
	i := slices.IndexFunc(people, func(r registrationJSON) bool { return r.Email == email })
	if i < 0 {
		p.t.Fatalf("%s is not among %+v", email, people)
	}
	return people[i]
}

// registers is steps 1 to 4.
func (p *professional) registers() {
	p.t.Helper()
	k := p.staff.k
	p.visit(k.url + "/sessions/" + k.read(p.session).Slug)
	if said := p.text("main dl.details"); !strings.Contains(said, "13.00") || !strings.Contains(said, "Zwolle") || !strings.Contains(said, "gratis") {
		p.t.Errorf("the page says %s", said)
	}
	r := p.fillsIn("Noor van der Test", p.email())
	if p.id = r.ID; r.State != "confirmed" {
		p.t.Errorf("after registering, %+v", r)
	}
	l := k.mailed("registration", r.ID, "kind", "confirmation")
	l.check(p.t, "nl", "REQUEST", "confirmation", false)
	p.inCalendar(l, r.UID, "0", "20270202T130000")
	if len(k.messages("registration", r.ID)) != 1 {
		p.t.Error("more than the confirmation is owed")
	}
}

// inCalendar holds a letter to what the calendar has of it.
func (p *professional) inCalendar(l *letter, uid, sequence, start string) {
	p.t.Helper()
	for name, want := range map[string]string{"UID": uid, "SEQUENCE": sequence, "DTSTART": start} {
		if got := l.event(name).value; got != want {
			p.t.Errorf("%s is %s in the calendar, want %s", name, got, want)
		}
	}
}

// isFound lets the coordinator come from the telephone to the session by search.
func (p *professional) isFound() {
	p.t.Helper()
	s, person := p.staff, "/desk/registrations/"+p.id
	s.fill("#desk-q", "noor van der")
	s.press(".desk-search button", 200)
	s.at("/desk/search", "found")
	s.press(`main a[href="`+person+`"]`, 200)
	s.at(person, "person")
	if said := s.text("main"); !strings.Contains(said, "Proefstra Karton") || !strings.Contains(said, p.email()) {
		p.t.Errorf("the person's page says %s", said)
	}
	s.press(`main dl a[href^="/desk/sessions/`+p.session+`"]`, 200)
	s.visit(s.k.url + "/desk/sessions/" + p.session)
	s.press(`main a[href="/desk/sessions/`+p.session+`/edit"]`, 200)
}

// isMoved tells who hears of it, and exactly they do.
func (p *professional) isMoved() {
	p.t.Helper()
	s, k := p.staff, p.staff.k
	path := "/desk/sessions/" + p.session
	k.settle()
	before := len(k.post.Messages())
	s.fill(`#f-block\.0\.date`, "9-2-2027")
	s.press("main form .save .button", 200)
	s.at(path+"/edit", "move-told")
	want := []string{"facilitator1@zorgenwerk.example", p.email()}
	if who := s.told(); !slices.Equal(who, want) {
		p.t.Errorf("told would be %q", who)
	}
	if k.settle(); len(k.post.Messages()) != before || k.read(p.session).Sequence != 0 {
		p.t.Error("asking who is told moved it")
	}
	s.press(`button[value="send"]`, 200)
	s.at(path, "moved")
	l := k.mailed("registration", p.id, "kind", "update")
	l.check(p.t, "nl", "REQUEST", "update", false)
	first := k.letter(p.id, "confirmation")
	p.inCalendar(l, first.event("UID").value, "1", "20270209T130000")
	k.settle()
	var got []string
	for _, m := range k.post.Messages()[before:] {
		got = append(got, m.To...)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		p.t.Errorf("mailed: %q", got)
	}
}

// isFollowed by somebody who finds no place left.
func (p *professional) isFollowed() registrationJSON {
	p.t.Helper()
	waiting := p.fillsIn("Karim Wachter", "karim@werkgever.example")
	if waiting.State != "waitlisted" {
		p.t.Errorf("the second is %+v", waiting)
	}
	p.staff.k.mailed("registration", waiting.ID, "kind", "waitlist").check(p.t, "nl", "", "waitlist", false)
	return waiting
}

// isReminded is step 5: each reminder at its moment, once, and never to who has
// no place.
func (p *professional) isReminded(waiting registrationJSON) {
	p.t.Helper()
	k := p.staff.k
	for i, due := range []string{"2027-02-02T13:00:00+01:00", "2027-02-08T13:00:00+01:00", "2027-02-09T11:00:00+01:00"} {
		for later, want := range []int{i, i + 1, i + 1} {
			k.goTo(at(p.t, due).Add(time.Duration(later-1) * time.Second).Format(time.RFC3339))
			if n := p.reminders(); n != want {
				p.t.Fatalf("%d reminders %d seconds after %s, want %d", n, later-1, due, want)
			}
		}
	}
	var rules []string
	for _, m := range k.messages("registration", p.id, "kind", "reminder") {
		rules = append(rules, m.Rule)
		k.letterOf(m).check(p.t, "nl", "", "reminder", false)
	}
	if slices.Sort(rules); len(slices.Compact(slices.Clone(rules))) != 3 {
		p.t.Errorf("reminded by %q", rules)
	}
	if late := k.messages("registration", waiting.ID, "kind", "reminder"); len(late) != 0 {
		p.t.Errorf("who waits is reminded: %+v", late)
	}
}

// reminders counts those that came to the person, as the server has them.
func (p *professional) reminders() (n int) {
	p.t.Helper()
	for _, m := range p.staff.k.messages("registration", p.id, "kind", "reminder") {
		if m.State == "delivered" {
			p.staff.k.letterOf(m) // fails unless it came once
			n++
		}
	}
	return n
}

// releases is step 6: the link of a letter is enough, and who waited moves up.
func (p *professional) releases(waiting registrationJSON) {
	p.t.Helper()
	k := p.staff.k
	var link string
	for _, m := range k.messages("registration", p.id, "kind", "reminder") {
		link = regexp.MustCompile(regexp.QuoteMeta(k.url) + `/r/\S+`).FindString(k.letterOf(m).text)
	}
	p.visit(link)
	p.tick(`details:has(form[action*="/withdraw"]) summary`)
	if status, _ := p.click(`form[action*="/withdraw"] button`); status != 200 || len(p.cookies()) != 0 {
		p.t.Errorf("releasing by %s: %d, cookies %q", link, status, p.cookies())
	}
	k.mailed("registration", p.id, "kind", "withdrawal").check(p.t, "nl", "CANCEL", "withdrawal", false)
	l := k.mailed("registration", waiting.ID, "kind", "confirmation")
	l.check(p.t, "nl", "REQUEST", "confirmation", false)
	p.inCalendar(l, waiting.UID, "0", "20270209T130000")
	for id, want := range map[string]string{p.id: "withdrawn", waiting.ID: "confirmed"} {
		if now := ask[registrationJSON](k, "GET", fmt.Sprint("/registrations/", id), nil, 200); now.State != want {
			p.t.Errorf("%s is %s, want %s", id, now.State, want)
		}
	}
}
