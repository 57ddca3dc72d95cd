package desk

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"kantine/events"
	"kantine/templates/locale"
)

var auditWords = regexp.MustCompile(`AuditWhat += "([a-z_]+)"`)

// TestTheAuditLogHasWordsForEverything reads the codes from where they are
// declared.
func TestTheAuditLogHasWordsForEverything(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range auditWords.FindAllStringSubmatch(string(source), -1) {
			found++
			for _, lang := range locale.Languages {
				if !catalog.Has(lang, "desk.audit.what."+m[1]) {
					t.Errorf("%s: no words for %s of %s", lang, m[1], filepath.Base(file))
				}
			}
		}
	}
	if found < 30 {
		t.Errorf("found only %d codes", found)
	}
}

// TestAuditNamesSessionsAndPrograms: what is written down are ids, what is
// shown are names.
func TestAuditNamesSessionsAndPrograms(t *testing.T) {
	w := newWorld(t)
	admin := w.login(w.user(events.RoleAdmin), true)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutAPIToken(ctx, events.APIToken{ID: "t-1", Name: "website", Role: events.RoleCoordinator}); err != nil {
			return err
		}
		return tx.Audit(ctx, events.AuditEntry{At: w.now, Who: "t-1", What: events.AuditSessionChanged, About: "session", AboutID: "ses-1"})
	}))
	session, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	w.status(w.ask("GET /desk/audit", admin, nil), 200, "programma website", session.Heading().NL)
}
