package exchange

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kantine/events"
)

func containsAll(s string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(s, p) {
			return false
		}
	}
	return true
}

// directory writes files into a directory of its own.
func directory(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadDirectory(t *testing.T) {
	b, err := Read(t.Context(), directory(t, map[string][]byte{
		"programme.json": demoProgramme, "registrations.csv": demoRegistrations,
		"sessions.csv": []byte("a flat copy, which nobody reads\n"),
	}), "UTC")
	if err != nil {
		t.Fatal(err)
	}
	sites, blocks, states, modes := 0, 0, map[events.RegistrationState]int{}, map[string]int{}
	for _, e := range b.Employers {
		sites += len(e.Sites)
	}
	for _, s := range b.Sessions {
		blocks += len(s.Blocks)
	}
	for _, r := range b.Registrations {
		states[r.State]++
		modes[r.Mode]++
	}
	for what, n := range map[string][2]int{
		"sectors": {len(b.Sectors), 3}, "offerings": {len(b.Offerings), 6}, "employers": {len(b.Employers), 12},
		"sites": {sites, 12}, "venues": {len(b.Venues), 5}, "facilitators": {len(b.Facilitators), 6},
		"sessions": {len(b.Sessions), 22}, "blocks": {blocks, 27}, "registrations": {len(b.Registrations), 36},
		"records": {len(b.Records), 5}, "confirmed": {states[events.Confirmed], 27}, "waitlisted": {states[events.Waitlisted], 3},
		"withdrawn": {states[events.Withdrawn], 1}, "attended": {states[events.Attended], 5},
		"anonymous": {modes["anonymous"], 5}, "pseudonym": {modes["pseudonym"], 5}, "targets": {len(b.Programme.Targets), 6},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: %d, want %d", what, n[0], n[1])
		}
	}
	if b.Programme.TimeZone != "Europe/Amsterdam" || b.Programme.Rules.QuietHours != "21:00-07:00" {
		t.Errorf("programme: %+v", b.Programme)
	}
}

func TestReadWhatTheDemoSays(t *testing.T) {
	b, err := parse([]source{{programmeFile, demoProgramme}, {registrationsFile, demoRegistrations}}, "UTC")
	if err != nil {
		t.Fatal(err)
	}
	popup := findSession(t, b, "ses-12")
	if !popup.NoLimit || popup.Capacity != nil || popup.Location.Ref != "site-04" || popup.Extra.Kit == "" ||
		popup.Extra.Crew["ses-12-b3"][0] != "fac-5" || popup.Offering.Kind != events.KindPopup || popup.Offering.QuietHours {
		t.Errorf("ses-12: %+v", popup)
	}
	network := findSession(t, b, "ses-14-2")
	if network.Series == nil || *network.Series != (events.Series{ID: "ln-2027", Index: 2, Count: 4}) || network.Extra.Catering != "maaltijd" {
		t.Errorf("ses-14-2: %+v", network)
	}
	if held := findSession(t, b, "ses-01"); held.State != events.SessionHeld || !containsAll(string(held.Extra.Outcome), `"survey_score":8.1`) {
		t.Errorf("ses-01: %+v", held)
	}
	kinds := []string{}
	for _, r := range b.Records {
		kinds = append(kinds, r.Kind+"/"+r.ID)
		if bytes.ContainsAny(r.Body, "\n") {
			t.Errorf("%s/%s is not compact", r.Kind, r.ID)
		}
	}
	if got, want := strings.Join(kinds, " "), "kits/kit-A kits/kit-B invitations/inv-01 travel/travel elearning/el-2026"; got != want {
		t.Errorf("records %s, want %s", got, want)
	}
	for _, r := range b.Registrations {
		switch {
		case r.ID == "reg-030" && !r.RemindersOff, r.ID == "reg-001" && r.RemindersOff:
			t.Errorf("%s: reminders off is %v", r.ID, r.RemindersOff)
		case r.Mode == "anonymous" && r.Email != "":
			t.Errorf("%s is anonymous and has an address", r.ID)
		case (r.State == events.Waitlisted) != (r.QueueNo > 0):
			t.Errorf("%s: %s with place %d", r.ID, r.State, r.QueueNo)
		}
	}
}

func TestReadFileAlone(t *testing.T) {
	dir := directory(t, map[string][]byte{"mine.json": demoProgramme, "registrations.csv": demoRegistrations})
	b, err := Read(t.Context(), filepath.Join(dir, "mine.json"), "UTC")
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Sessions) != 22 || len(b.Registrations) != 0 {
		t.Errorf("%d sessions, %d registrations", len(b.Sessions), len(b.Registrations))
	}
}

func TestReadTakesWindowsFiles(t *testing.T) {
	windows := func(b []byte) []byte {
		return append([]byte("\ufeff"), bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))...)
	}
	plain, err := parse([]source{{programmeFile, demoProgramme}, {registrationsFile, demoRegistrations}}, "UTC")
	if err != nil {
		t.Fatal(err)
	}
	b, err := parse([]source{{programmeFile, windows(demoProgramme)}, {registrationsFile, windows(demoRegistrations)}}, "UTC")
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Registrations) != len(plain.Registrations) || b.Registrations[35] != plain.Registrations[35] {
		t.Errorf("registrations differ: %+v", b.Registrations[35])
	}
}

func TestReadRefusesHugeFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.json")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(maxFile+1), f.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = Read(t.Context(), path, "UTC")
	if err == nil || err.Error() != "big.json: is larger than 64 MB: split it" {
		t.Errorf("got %v", err)
	}
}

func TestReadFaultsOfTheDisk(t *testing.T) {
	if _, err := Read(t.Context(), t.TempDir(), "UTC"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "programme.json") {
		t.Errorf("a directory without a programme: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(gone, t.TempDir(), "UTC"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled import: %v", err)
	}
}
