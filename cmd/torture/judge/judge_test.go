package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerdicts(t *testing.T) {
	uid := line{"uid": "u-kim", "id": "1"}
	for name, c := range map[string]struct {
		ledger  []line
		letters []sent
		args    []string
		wrong   string // empty: all kept
	}{
		"kept": {
			ledger:  []line{register(1, kim, uid), register(1, sam, line{"state": "waitlisted"})},
			letters: []sent{invite(kim, "a", "u-kim", 2), plainLetter(sam, "b", 2)},
		},
		"capitals are no other address": {
			ledger:  []line{register(1, "Kim@Voorbeeld.example", uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2)},
		},
		"no UID known": {
			ledger:  []line{register(1, kim, line{"status": 303})},
			letters: []sent{invite(kim, "a", "u-kim", 2)},
		},
		"answered twice, once with its UID": {
			ledger:  []line{register(1, kim, line{"status": 303}), register(2, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2)},
		},
		"two sessions": {
			ledger:  []line{register(1, kim, line{"session": "s"}), register(1, kim, line{"session": "t"})},
			letters: []sent{invite(kim, "a", "u-one", 2), invite(kim, "b", "u-two", 2)},
		},
		"waiting, then promoted": {
			ledger:  []line{register(1, kim, line{"state": "waitlisted", "uid": "u-kim"})},
			letters: []sent{plainLetter(kim, "a", 2), invite(kim, "b", "u-kim", 3)},
		},
		"no letter": {
			ledger: []line{register(1, kim, uid)}, wrong: "no invitation with that UID",
		},
		"no letter, state not told": {
			ledger: []line{register(1, kim, line{"state": "", "status": 303})}, wrong: "no letter came",
		},
		"another's UID": {
			ledger: []line{register(1, kim, uid)}, letters: []sent{invite(kim, "a", "u-sam", 2)}, wrong: "no invitation with that UID",
		},
		"a letter without calendar is no invitation": {
			ledger: []line{register(1, kim, line{})}, letters: []sent{plainLetter(kim, "a", 2)}, wrong: "1 more confirmed, 0 more invitations",
		},
		"two sessions, one letter": {
			ledger:  []line{register(1, kim, line{"session": "s"}), register(1, kim, line{"session": "t"})},
			letters: []sent{invite(kim, "a", "u-one", 2)}, wrong: "2 more confirmed, 1 more invitations",
		},
		"waiting without a letter": {
			ledger:  []line{register(1, kim, line{"state": "waitlisted"})},
			letters: []sent{invite(kim, "a", "u-kim", 2)}, wrong: "0 letters without calendar",
		},
		"promoted without an invitation": {
			ledger:  []line{register(1, kim, line{"state": "waitlisted", "uid": "u-kim"}), register(3, kim, uid)},
			letters: []sent{plainLetter(kim, "a", 2)}, wrong: "no invitation with that UID",
		},
		"nothing acknowledged": {
			ledger: []line{register(1, kim, line{"status": 0}), crash(2)}, wrong: "proves nothing",
		},
		"copy over a crash": {
			ledger:  []line{register(1, kim, uid), crash(3)},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4)},
		},
		"copy taken just after the process died": {
			ledger:  []line{register(1, kim, uid), crash(3)},
			letters: []sent{{to: kim, id: "a", method: "REQUEST", uid: "u-kim", connected: 2, at: 3.1}, invite(kim, "a", "u-kim", 4)},
		},
		"copy without a reason": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4)}, wrong: "neither crash nor drop",
		},
		"copy before the crash": {
			ledger:  []line{register(1, kim, uid), crash(5)},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4)}, wrong: "neither crash nor drop",
		},
		"two copies by the next process": {
			ledger:  []line{register(1, kim, uid), crash(3)},
			letters: []sent{invite(kim, "a", "u-kim", 3.1), invite(kim, "a", "u-kim", 3.2)}, wrong: "neither crash nor drop",
		},
		"a crash excuses one copy, not the third": {
			ledger:  []line{register(1, kim, uid), crash(3)},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4), invite(kim, "a", "u-kim", 5)}, wrong: "letters 2 and 3 are the same",
		},
		"copy after a drop that the ledger tells": {
			ledger:  []line{register(1, kim, uid), {"op": "drop", "at": at(2.5), "rcpt": kim}},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4)},
		},
		"copy after a drop that the server tells": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{{to: kim, id: "a", method: "REQUEST", uid: "u-kim", at: 2, dropped: true}, invite(kim, "a", "u-kim", 4)},
		},
		"another's drop": {
			ledger:  []line{register(1, kim, uid), {"op": "drop", "at": at(2.5), "rcpt": sam}},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4)}, wrong: "neither crash nor drop",
		},
		"a drop after both": {
			ledger:  []line{register(1, kim, uid), {"op": "drop", "at": at(4.5), "rcpt": kim}},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4)}, wrong: "neither crash nor drop",
		},
		"two sessions, one UID told, one letter": {
			ledger:  []line{register(1, kim, line{"session": "s", "uid": "u-kim"}), register(1, kim, line{"session": "t"})},
			letters: []sent{invite(kim, "a", "u-kim", 2)}, wrong: "1 more confirmed, 0 more invitations",
		},
		"method not as the content type says": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{{to: kim, raw: strings.Replace(invite(kim, "a", "u-kim", 2).bytes(), "method=REQUEST", "method=CANCEL", 1)}},
			wrong:   "content type says",
		},
		"two calendars": {
			ledger: []line{register(1, kim, uid)},
			letters: []sent{{to: kim, raw: strings.Replace(invite(kim, "a", "u-kim", 2).bytes(), "--inner--",
				"--inner\r\nContent-Type: text/calendar\r\n\r\nUID:u-sam\r\n--inner--", 1)}},
			wrong: "two text/calendar parts",
		},
		"a letter of either session is counted in none": {
			ledger: []line{
				register(1, kim, line{"session": "s", "uid": "u-kim"}), register(1, kim, line{"session": "t", "status": 0}),
				register(1, sam, line{"session": "t", "uid": "u-sam"}),
			},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "b", "u-two", 2), invite(sam, "c", "u-sam", 2)},
			args:    []string{"-capacity", "1"},
		},
		"copy under another Message-ID, crash or not": {
			ledger:  []line{register(1, kim, uid), crash(3)},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(kim, "b", "u-kim", 4)}, wrong: "under 2 Message-IDs",
		},
		"update": {
			ledger: []line{register(1, kim, uid)},
			letters: []sent{
				invite(kim, "a", "u-kim", 2),
				{to: kim, id: "b", method: "REQUEST", uid: "u-kim", sequence: "1", at: 3},
				{to: kim, id: "c", method: "CANCEL", uid: "u-kim", sequence: "2", at: 4},
			},
		},
		"two waitlist letters for one question": {
			ledger:  []line{register(1, kim, line{"state": "waitlisted"})},
			letters: []sent{plainLetter(kim, "a", 2), plainLetter(kim, "b", 3)}, wrong: "under 2 Message-IDs",
		},
		"asked twice, answered twice": {
			ledger:  []line{register(1, kim, line{"state": "waitlisted", "id": "1"}), register(2, kim, line{"status": 0})},
			letters: []sent{plainLetter(kim, "a", 2), plainLetter(kim, "b", 3)},
		},
		"reminders of another subject": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2), plainLetter(kim, "b", 3), {to: kim, id: "c", subject: "_morgen", at: 4}},
		},
		"two registrations of one address": {
			ledger:  []line{register(1, kim, line{"status": 0}), register(2, kim, uid)},
			letters: []sent{invite(kim, "a", "u-old", 2), invite(kim, "b", "u-kim", 3)}, wrong: "under 2 UIDs",
		},
		"Message-ID shared": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2), plainLetter(sam, "a", 2)}, wrong: "Message-ID <a@kantine.example> belongs to",
		},
		"UID shared": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-kim", 2)}, wrong: "UID u-kim belongs to",
		},
		"answer lost, letter came": {
			ledger:  []line{register(1, kim, uid), register(1, sam, line{"status": 0, "state": ""})},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-sam", 2)},
		},
		"answer lost, copies all the same": {
			ledger:  []line{register(1, kim, uid), register(1, sam, line{"status": 0, "state": ""})},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-sam", 2), invite(sam, "b", "u-sam", 3)}, wrong: "neither crash nor drop",
		},
		"refused, yet invited": {
			ledger:  []line{register(1, kim, uid), register(1, sam, line{"status": 409, "state": ""})},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-sam", 2)}, wrong: "refused, yet letter 2 invites",
		},
		"two recipients": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2), {to: kim, envelope: sam, id: "b"}}, wrong: "the envelope [" + sam,
		},
		"invites somebody else": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{{to: kim, id: "a", method: "REQUEST", uid: "u-kim", attendee: sam, at: 2}}, wrong: "invites \"" + sam,
		},
		"unreadable letter": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2), {to: kim, raw: "no letter\r\n"}}, wrong: "letter 2:",
		},
		"no Message-ID": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{invite(kim, "a", "u-kim", 2), {to: kim, raw: "To: " + kim + "\r\n\r\nx"}}, wrong: "letter 2: no Message-ID",
		},
		"half a letter": {
			ledger:  []line{register(1, kim, uid)},
			letters: []sent{{to: kim, raw: strings.SplitAfter(invite(kim, "a", "u-kim", 2).bytes(), "QkVHSU4")[0]}}, wrong: "letter 1:",
		},
		"as many as seats": {
			ledger:  []line{register(1, kim, uid), register(1, sam, line{"session": "t", "uid": "u-sam"})},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-sam", 2)}, args: []string{"-capacity", "1"},
		},
		"over capacity by what was said": {
			ledger:  []line{register(1, kim, uid), register(1, sam, line{"uid": "u-sam"})},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-sam", 2)}, args: []string{"-capacity", "1"}, wrong: "2 seats given",
		},
		"over capacity by what was sent": {
			ledger:  []line{register(1, kim, uid), register(1, sam, line{"status": 0})},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-sam", 2)}, args: []string{"-capacity", "1"}, wrong: "2 seats given",
		},
		"over capacity elsewhere": {
			ledger: []line{
				register(1, kim, line{"session": "s", "uid": "u-kim"}),
				register(1, sam, line{"session": "s", "uid": "u-sam"}), register(1, kim, line{"session": "t", "uid": "u-two"}),
			},
			letters: []sent{invite(kim, "a", "u-kim", 2), invite(sam, "b", "u-sam", 2), invite(kim, "c", "u-two", 2)},
			args:    []string{"-capacity", "1", "-session", "t"},
		},
		"a session nobody asked for": {
			ledger: []line{register(1, kim, uid)}, letters: []sent{invite(kim, "a", "u-kim", 2)},
			args: []string{"-capacity", "1", "-session", "x"}, wrong: "the count proves nothing",
		},
		"a seat given back": {
			ledger: []line{register(1, kim, uid), register(3, sam, line{"uid": "u-sam"})},
			letters: []sent{
				invite(kim, "a", "u-kim", 2), invite(sam, "c", "u-sam", 4),
				{to: kim, id: "b", method: "CANCEL", uid: "u-kim", sequence: "1", at: 3},
			},
			args: []string{"-capacity", "1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			file, dir := lay(t, c.ledger, c.letters)
			var out, errs bytes.Buffer
			code := run(append([]string{"-ledger", file, "-mail", dir}, c.args...), &out, &errs)
			if c.wrong == "" && (code != 0 || !strings.Contains(out.String(), "\nkept: ") && !strings.HasPrefix(out.String(), "kept: ")) {
				t.Errorf("exit %d\n%s%s", code, &out, &errs)
			}
			if c.wrong != "" && (code != 1 || !strings.Contains(out.String(), c.wrong)) {
				t.Errorf("exit %d, want %q in\n%s%s", code, c.wrong, &out, &errs)
			}
		})
	}
}

func TestListsAndCounts(t *testing.T) {
	file, dir := lay(t,
		[]line{register(1, kim, line{"uid": "u-kim"}), crash(3), register(1, sam, line{"status": 0})},
		[]sent{
			invite(kim, "a", "u-kim", 2), invite(kim, "a", "u-kim", 4), invite(sam, "b", "u-sam", 2),
			plainLetter("noor@demo.example", "c", 2),
		})
	var out, errs bytes.Buffer
	run([]string{"-ledger", file, "-mail", dir}, &out, &errs)
	want := "not in the ledger: noor@demo.example, letters 4\nunacknowledged: sam@testman.example, letters 3\n" +
		"kept: rounds 1, crashes 1, drops 0, attempts 2, confirmed 1, waitlisted 0, letters 4, copies 1 over a crash and 0 after a drop, letters nobody was promised 2, wrong 0\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	for name, text := range map[string]string{
		"torn line":    `{"op":"register","email":"kim@v`,
		"unknown op":   `{"op":"registered","at":"2026-11-22T12:00:00Z"}`,
		"no address":   `{"op":"register","at":"2026-11-22T12:00:00Z"}`,
		"no recipient": `{"op":"drop","at":"2026-11-22T12:00:00Z"}`,
		"no time":      `{"op":"crash","round":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			file, dir := lay(t, nil, nil)
			write(t, file, []byte(text+"\n"))
			var out, errs bytes.Buffer
			if code := run([]string{"-ledger", file, "-mail", dir}, &out, &errs); code != 1 || !strings.Contains(errs.String(), "line 1") {
				t.Errorf("exit %d, %s", code, &errs)
			}
		})
	}
	file, dir := lay(t, []line{register(1, kim, nil)}, []sent{invite(kim, "a", "u-kim", 2)})
	for code, args := range map[int][]string{
		1: {"-ledger", file, "-mail", filepath.Join(dir, "none")},
		2: {"-ledger", file},
	} {
		var out, errs bytes.Buffer
		if got := run(args, &out, &errs); got != code {
			t.Errorf("%v: exit %d", args, got)
		}
	}
	for _, gone := range []string{"1.json", "1.eml"} {
		file, dir := lay(t, []line{register(1, kim, nil)}, []sent{invite(kim, "a", "u-kim", 2)})
		if err := os.Remove(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if code := run([]string{"-ledger", file, "-mail", dir}, &out, &errs); code != 1 || !strings.Contains(out.String(), gone) {
			t.Errorf("%s gone: exit %d, %s", gone, code, &out)
		}
	}
}

func TestReadsWhatOtherEncodingsCarry(t *testing.T) {
	ics := "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nUID:u-kim\r\nATTENDEE:MAILTO:Kim@Voorbeeld.example\r\n"
	for encoding, body := range map[string]string{
		"8bit":             ics,
		"quoted-printable": strings.ReplaceAll(ics, "u-kim", "u=2Dk=\r\nim"),
	} {
		l, err := parseLetter([]byte("To: " + kim + "\r\nMessage-ID: <a@kantine.example>\r\nContent-Type: text/calendar; method=request\r\n" +
			"Content-Transfer-Encoding: " + encoding + "\r\n\r\n" + body))
		if err != nil || l.calendar == nil || l.calendar.uid != "u-kim" {
			t.Errorf("%s: %+v, %v", encoding, l.calendar, err)
		}
	}
}

func TestEnvelopeInSeconds(t *testing.T) {
	l := letter{to: kim}
	if err := l.seal([]byte(`{"rcpt_to":["Kim@voorbeeld.example"],"time":1795348800.5}`)); err != nil {
		t.Fatal(err)
	}
	if want := at(0.5); !l.at.Equal(want) || !l.connectedAt.Equal(want) || !l.replied {
		t.Errorf("%+v", l)
	}
}
