package desk

import (
	"context"
	"html"
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

// TestAuditTellsInWordsWhatItIsAbout, without a raw id and without the name of
// who registered.
func TestAuditTellsInWordsWhatItIsAbout(t *testing.T) {
	w, _ := demoWorld(t)
	admin := w.login(w.user(events.RoleAdmin), true)
	about := []struct{ kind, id, detail, shown string }{
		{"mail_text", "confirmation", "nl", `href="/desk/texts/confirmation/nl">Bevestiging</a>`},
		{"registration", "01jx0000000000004k2m9qxa", "", `href="/desk/registrations/01jx0000000000004k2m9qxa">Aanmelding 4K2M-9QXA</a>`},
		{"facilitator", "fac-5", "", `href="/desk/facilitators/fac-5">Mila Demo</a>`},
		{"session", "gone", "", `<td>Sessie (bestaat niet meer)</td>`},
		{"programme", "prog", "programme", `href="/desk/programme">Programma</a>`},
	}
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		employers, err := tx.Employers(ctx, events.EmployerFilter{Limit: 1})
		if err != nil {
			return err
		}
		of := employers[0]
		about = append(about, struct{ kind, id, detail, shown string }{"employer", of.ID, "", `href="/desk/employers/` + of.ID + `">` + html.EscapeString(of.Name) + `</a>`})
		for _, a := range about {
			if err := tx.Audit(ctx, events.AuditEntry{At: w.now, What: events.AuditThingChanged, About: a.kind, AboutID: a.id, Detail: a.detail}); err != nil {
				return err
			}
		}
		return nil
	}))
	page := w.ask("GET /desk/audit", admin, nil)
	for _, a := range about {
		w.status(page, 200, a.shown)
	}
}
