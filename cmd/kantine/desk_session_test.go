package main

import (
	"net/http"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// sessionPages makes a session and gives the pages on which it is planned.
func (s *staff) sessionPages() []string {
	s.t.Helper()
	offering := s.k.offer(object{"reminders": []object{{"offset": "-P1D"}}}).ID
	at := "/desk/sessions/" + s.k.session(offering, nextMonth(), nil).ID
	return []string{
		at, at + "/edit", at + "/copy", at + "/cancel", at + "/preview", at + "/letter", "/desk/sessions/new?date=2027-03-30&offering=" + offering, "/desk/sessions/new",
		"/desk/sessions/" + s.k.draft(offering, nextMonth(), nil).ID + "/delete",
	}
}

// TestBrowserDeskSessions plans, moves and calls off a session in a browser, on a
// phone with JavaScript and on a desktop without.
func TestBrowserDeskSessions(t *testing.T) {
	t.Parallel()
	k, c := begin(t, nil, mailtest.New(t, mailtest.Options{}), ""), startChrome(t)
	for name, v := range map[string]visitor{"phone": phone, "noscript": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			k.t = t
			s := &staff{tab: c.tab(t, v), k: k, email: "plans-" + name + "@zorgenwerk.example", password: firstPassword, noScript: v.noScript, pages: "plans-" + name}
			k.addUser(s.email, "coordinator")
			s.visit(k.url + "/desk/sessions")
			s.givesPassword(200)
			s.enrols()
			s.press("main .button", 200)
			offering := k.offer(object{"capacity": 12}).ID
			s.isAskedBeforePublishing(offering)
			s.plansASession(offering)
		})
	}
}

// isAskedBeforePublishing publishes a draft of Boxing Day all the same.
func (s *staff) isAskedBeforePublishing(offering string) {
	s.t.Helper()
	path := "/desk/sessions/" + s.k.draft(offering, "2028-12-26T14:30", nil).ID
	s.visit(s.k.url + path)
	s.press(`form[action="`+path+`/publish"] button`, http.StatusUnprocessableEntity)
	s.at(path+"/publish", "session-in-the-way")
	s.focusComesTo("problems")
	s.tick(`[name="overrule"][value="agreed"]`)
	s.press(`form[action="`+path+`/publish"] .button`, 200)
	s.at(path, "session-all-the-same")
}

func (s *staff) plansASession(offering string) {
	s.t.Helper()
	s.visit(s.k.url + "/desk/sessions/new?date=2028-03-28&offering=" + offering)
	s.at("/desk/sessions/new", "session-new")
	s.fill("#f-block\\.0\\.start", "half tien")
	s.choose("#f-place", "own")
	s.press("main form .save .button", http.StatusUnprocessableEntity)
	s.focusComesTo("problems")
	if typed := s.value("#f-block\\.0\\.start"); typed != "half tien" {
		s.t.Errorf("after an error the field holds %q", typed)
	}
	s.at("/desk/sessions/new", "session-new-wrong")
	s.fill("#f-block\\.0\\.start", "9.30")
	s.fill("#f-place\\.name", "Buurthuis")
	s.fill("#f-place\\.city", "Emmen")
	s.press("main form .save .button", 200)
	path := strings.TrimPrefix(s.address(), s.k.url)
	path, _, _ = strings.Cut(path, "?")
	s.at(path, "session-draft")
	s.press(`form[action="`+path+`/publish"] button`, 200)
	s.at(path, "session-published")
	id := strings.TrimPrefix(path, "/desk/sessions/")
	kim := s.k.register(id, s.pages+"-kim", "nl", nil)
	s.k.register(id, s.pages+"-lou", "en", nil)
	s.mailed(kim.ID, "confirmation")

	s.visit(s.k.url + path + "/edit")
	s.at(path+"/edit", "session-edit")
	s.takes("add_rule", "f-rule.0.count")
	s.at(path+"/edit", "session-edit-rule")
	s.fill("#f-block\\.0\\.date", "4 april 2028")
	s.fill("#f-reason\\.nl", "De zaal was bezet")
	s.press("main form .save .button", 200)
	s.at(path+"/edit", "session-told")
	if text := s.text("main"); !strings.Contains(text, "Er gaan 2 mails uit") || !strings.Contains(text, "De zaal was bezet") || !strings.Contains(text, kim.Email) {
		s.t.Errorf("who is told: %s", text)
	}
	if before := s.k.read(id); before.Sequence != 0 {
		s.t.Error("asking moved it")
	}
	s.press(`button[value="send"]`, 200)
	s.at(path, "session-sent")
	update := s.mailed(kim.ID, "update")
	if !strings.Contains(update.text, "De zaal was bezet") {
		s.t.Errorf("the update says %s", update.text)
	}
	s.meetsAnother(id, path)
	s.visit(s.k.url + path + "/cancel")
	s.fill("#f-reason\\.nl", "Te weinig belangstelling")
	s.press("main form .button", 200)
	s.at(path+"/cancel", "session-cancel-told")
	s.press(`button[value="send"]`, 200)
	s.at(path, "session-cancelled")
	s.mailed(kim.ID, "cancellation")
}

// meetsAnother edits the session while another program does, and sees the
// difference.
func (s *staff) meetsAnother(id, path string) {
	s.t.Helper()
	s.visit(s.k.url + path + "/edit")
	s.k.change(id, object{"version": s.k.read(id).Version, "title": object{"nl": "Van een ander", "en": "Somebody else's"}})
	s.fill("#f-title\\.nl", "Van mij")
	s.fill("#f-note", "Neem de lift")
	s.press("main form .save .button", http.StatusConflict)
	s.at(path+"/edit", "session-difference")
	s.press(`button[value="merge"]`, 200)
	s.at(path+"/edit", "session-merged")
	s.press("main form .save .button", 200)
	s.at(path, "session-merged-saved")
	if now := s.text("main"); !strings.Contains(now, "Van een ander") || !strings.Contains(now, "Neem de lift") {
		s.t.Errorf("merged: %s", now)
	}
}

// mailed waits for a letter to be delivered.
func (s *staff) mailed(registration, kind string) *letter {
	s.t.Helper()
	eventually(s.t, kind+" is delivered", func() bool {
		all := s.k.messages("registration", registration, "kind", kind)
		return len(all) == 1 && all[0].State == "delivered"
	})
	return s.k.letter(registration, kind)
}
