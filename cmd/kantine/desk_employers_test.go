package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// employerPages makes an employer with a site and gives the pages about
// employers.
func (s *staff) employerPages() []string {
	s.t.Helper()
	type made struct {
		ID    string
		Sites []struct{ ID string }
	}
	e := ask[made](s.k, "POST", "/employers", object{
		"name": "Dozenmakerij Demo " + s.pages, "kvk": "00000900",
		"contacts": []object{{"name": "Kim Test", "role": "HR", "email": "kim@dozenmakerij.example"}},
		"sites": []object{{
			"street": "Kade", "house_number": "1", "postcode": "7801 ZZ", "city": "Emmen", "roster": "2-shift",
			"shifts": []object{{"code": "early", "label": "Vroeg", "start": "06:00", "end": "14:00", "breaks": []object{{"at": "09:30", "minutes": 20}}}},
		}},
	}, 201)
	at := "/desk/employers/" + e.ID
	return []string{
		"/desk/employers", "/desk/employers/new", "/desk/employers/paste", "/desk/employers/import",
		at, at + "/edit", at + "/contact", at + "/site", at + "/site?site=" + e.Sites[0].ID,
	}
}

// enters logs somebody in for the first time, as the demo tells.
func (st *stage) enters(t *testing.T, c *chrome, v visitor, who int, pages string) *staff {
	t.Helper()
	people := logInLine.FindAllStringSubmatch(st.said, -1)
	s := &staff{tab: c.tab(t, v), k: st.running, email: people[who][1], password: people[who][2], pages: pages}
	s.visit(s.k.url + "/desk/employers")
	s.givesPassword(200)
	s.readsCode()
	s.press("main .button", 200)
	return s
}

// TestBrowserEmployers brings in a campaign's list of forty, asks for a session as an
// employer does, and makes a lead of a mail: on a desktop and, without
// JavaScript, on a phone.
func TestBrowserEmployers(t *testing.T) {
	t.Parallel()
	stage, c := openStage(t, "--form-limit", "off"), startChrome(t)
	list, err := filepath.Abs("../../events/exchange/testdata/employers-40.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("the forty", func(t *testing.T) {
		stage.running.t = t
		s := stage.enters(t, c, desktop, 0, "employers-desktop")
		s.at("/desk/employers", "list")
		s.press(`main a[href="/desk/employers/import"]`, 200)
		s.at("/desk/employers/import", "import")
		s.press("main form .button", 422)
		s.do("choosing a file", chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{list}))
		s.press("main form .button", 200)
		s.at("/desk/employers/import", "import-check")
		if said := s.text(".tally"); !strings.Contains(said, "38 nieuw") || !strings.Contains(said, "2 staan er al") || !strings.Contains(said, "0 met een fout") {
			t.Errorf("the list is judged: %s", said)
		}
		s.tick("input[name=follow_up]")
		s.press("main form .button", 200)
		s.at("/desk/employers", "imported")
		if said := s.text("main"); !strings.Contains(said, "38 werkgevers zijn ingevoerd") || s.count("tbody tr") != 50 {
			t.Errorf("after the import: %s", said)
		}
		s.visit(s.k.url + "/desk/employers?q=rolwerk&stage=lead")
		if n := s.count("tbody tr"); n != 1 {
			t.Errorf("%d are called Rolwerk: the double came in", n)
		}
		s.press("tbody th a", 200)
		s.at(strings.TrimPrefix(s.address(), s.k.url), "employer")
		s.choose("#f-stage", "invited")
		s.press("main .panel form .button", 200)
		s.at(strings.TrimPrefix(strings.Split(s.address(), "?")[0], s.k.url), "employer-saved")
		s.press(`#sites ~ article a`, 200)
		s.at(strings.TrimPrefix(strings.Split(s.address(), "?")[0], s.k.url), "site")
		s.fill("#f-postcode", "0123")
		s.fill("#f-shift0_time", "laat")
		s.press("main form .button", 422)
		s.at(strings.TrimPrefix(strings.Split(s.address(), "?")[0], s.k.url), "site-wrong")
	})
	t.Run("by form and by mail", func(t *testing.T) {
		stage.running.t = t
		v := phone
		v.noScript, v.dark = true, true
		s := &staff{tab: c.tab(t, v), k: stage.running, pages: "interest-phone"}
		s.visit(s.k.url + "/doe-mee")
		s.fill("#f-company", "Metaal Demo B.V.")
		s.fill("#f-name", "Bo Testman")
		s.fill("#f-email", "bo@metaal.example")
		s.tick("#f-interests")
		s.fill("#f-message", "Graag in december.")
		s.press("main form .button", 200)
		if got := strings.TrimPrefix(s.address(), s.k.url); got != "/doe-mee?sent=1" {
			t.Fatalf("at %s", got)
		}
		letter := stage.send("GET", stage.letterTo("bo@metaal.example", "interest")+"/text", nil)
		if text := string(letter.body); !strings.Contains(text, "uw bedrijf") || !strings.Contains(text, "Bo Testman") || strings.Contains(text, "Metaal") {
			t.Errorf("the letter: %s", text)
		}

		v.noScript = false // axe-core is a script
		s = stage.enters(t, c, v, 1, "employers-phone")
		s.at("/desk/employers", "list")
		s.visit(s.k.url + "/desk/employers?q=metaal+demo")
		s.press("tbody th a", 200)
		s.at(strings.TrimPrefix(s.address(), s.k.url), "lead")
		if said := s.text("main"); !strings.Contains(said, "bo@metaal.example") || !strings.Contains(said, "Graag in december.") || !strings.Contains(said, "Toolkit") {
			t.Errorf("the lead: %s", said)
		}
		s.visit(s.k.url + "/desk/employers/paste")
		s.fill("#f-mail", "Van: Kim Test <kim@dozen.example>")
		s.press("main form .button", 200)
		s.at("/desk/employers/paste", "pasted")
		s.fill("#f-name", "Dozen Demo")
		s.press("main form .button", 200)
		if said := s.text("main"); !strings.Contains(said, "Dozen Demo") || !strings.Contains(said, "kim@dozen.example") || !strings.Contains(said, "Mail") {
			t.Errorf("the lead from a mail: %s", said)
		}
	})
}
