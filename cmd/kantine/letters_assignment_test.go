package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// facilitator makes one who speaks a language, and gives their id.
func (k *running) facilitator(name, language string) string {
	k.t.Helper()
	return ask[struct{ ID string }](k, "POST", "/facilitators", object{
		"name": name + " Demo", "email": name + "@post.example", "home_city": "Emmen", "skills": []string{"workshop", "online"},
		"languages":    []string{language},
		"availability": []object{{"days": []string{"mo", "tu", "we", "th", "fr"}, "from": "07:00", "to": "22:00"}},
	}, 201).ID
}

// TestEveryAssignmentLetter sends facilitators all that happens to what they
// lead, in person, online and discreet, and the employer whose place it is.
func TestEveryAssignmentLetter(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), "2027-01-04T12:00:00+01:00", "--base-url", "https://kantine.example",
		"--discreet-from", "Afspraken <afspraken@kantine.example>")
	mustCommand(t, with(k.db, "import", writeFile(t, "programme.json", smallProgramme))...)
	for _, v := range variants {
		for _, language := range []string{"nl", "en"} {
			t.Run(language+" "+v.name, func(t *testing.T) { k.with(t).sendAssignments(v, language) })
		}
	}
}

// with is the program for a part of a test.
func (k *running) with(t *testing.T) *running {
	part := *k
	part.t = t
	return &part
}

func (k *running) sendAssignments(v variant, language string) {
	who := v.name + "-" + language
	leader, other := k.facilitator(who, language), k.facilitator("other-"+who, language)
	host := ask[struct{ ID string }](k, "POST", "/employers", object{
		"name": "Demo Dozen", "contacts": []object{{"name": "Hans Demo", "email": "host-" + who + "@post.example", "language": language}},
	}, 201).ID
	site := ask[struct{ ID string }](k, "POST", "/employers/"+host+"/sites", object{
		"street": "Kade", "house_number": "1", "postcode": "7899 ZZ", "city": "Emmen",
		"shifts": []object{{"code": "day", "label": "Dag", "start": "08:00", "end": "16:30"}},
	}, 201).ID
	offering := k.offer(merged(object{"title": object{"nl": "Samen werken aan mantelzorg", "en": "Making it work as a carer"}}, v.offering))
	place := object{"location": object{"ref": site}, "facilitators": []string{leader}}
	session := k.session(offering.ID, "2027-02-02T14:30", merged(place, v.session))
	k.settle()
	k.change(session.ID, object{"starts_at": "2027-02-03T10:00", "reason": object{"nl": "De zaal is bezet.", "en": "The room is taken."}})
	k.settle()
	k.change(session.ID, object{"facilitators": []string{other}})
	k.settle()
	ask[sessionJSON](k, "POST", "/sessions/"+session.ID+"/cancel", object{"reason": object{"nl": "Er is brand.", "en": "There is a fire."}}, 200)
	k.settle()

	want := []struct{ name, to, method, kind, leads string }{
		{"assignment", who, "REQUEST", "assignment", who},
		{"assignment_update", who, "REQUEST", "assignment", who},
		{"assignment_cancellation", who, "CANCEL", "cancellation", ""},
		{"site_update_time", "host-" + who, "", "site_update", who},
		{"site_update_face", "host-" + who, "", "site_update", "other-" + who},
		{"site_cancellation", "host-" + who, "", "site_update", ""},
	}
	online := v.session["join_url"] != nil
	got := map[string][]messageJSON{}
	for _, m := range k.messages("session", session.ID) {
		to := strings.TrimSuffix(m.Recipient, "@post.example")
		got[to] = append(got[to], m)
		if m.State != "delivered" {
			k.t.Errorf("%s to %s is %s: %s %s", m.Kind, to, m.State, m.Reason, m.LastError)
		}
	}
	for to := range got {
		slices.SortFunc(got[to], func(a, b messageJSON) int { return a.Sequence - b.Sequence })
	}
	for _, w := range want {
		if online && strings.HasPrefix(w.to, "host-") {
			continue
		}
		if len(got[w.to]) == 0 {
			k.t.Fatalf("no %s", w.name)
		}
		m := got[w.to][0]
		got[w.to] = got[w.to][1:]
		l := k.letterOf(m)
		l.check(k.t, language, w.method, w.kind, v.name == "discreet")
		l.checkUseful(k.t, w.name, w.leads+" Demo", online)
		if *lettersDir != "" {
			name := filepath.Join(*lettersDir, w.name+"."+language+"."+v.name+".eml")
			if err := os.WriteFile(name, l.raw, 0o600); err != nil {
				k.t.Fatal(err)
			}
		}
	}
}

// remind are words of reminders, which go to nobody here.
var remind = regexp.MustCompile(`(?i)herinnering|reminder`)

// checkUseful holds a letter against what its reader needs: where to be and with
// whom, and no more mail to stop than there is.
func (l *letter) checkUseful(t *testing.T, name, leads string, online bool) {
	t.Helper()
	if remind.MatchString(l.text) {
		t.Errorf("%s speaks of reminders:\n%s", name, l.text)
	}
	if stops := strings.Contains(l.text, "/u/"); stops != strings.HasPrefix(name, "site_update") {
		t.Errorf("%s offers fewer mails: %v\n%s", name, stops, l.text)
	}
	if strings.HasSuffix(name, "_cancellation") {
		return
	}
	needed := []string{"Demo Dozen, Kade 1, 7899 ZZ Emmen", leads}
	if l.method == "REQUEST" {
		needed = append(needed, "Hans Demo")
	}
	where := "Emmen"
	if online {
		needed, where = []string{"https://meet.example/kantine"}, "Online"
	}
	for _, words := range needed {
		if !strings.Contains(l.text, words) {
			t.Errorf("%s lacks %q:\n%s", name, words, l.text)
		}
	}
	if l.method == "REQUEST" && !strings.Contains(l.event("LOCATION").value, where) {
		t.Errorf("%s: the entry is at %q", name, l.event("LOCATION").value)
	}
}
