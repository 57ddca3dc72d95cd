package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

func TestMailToAttendees(t *testing.T) {
	w, _ := objectWorld(t)
	discreet := storetest.Registrant(7, "ses-1")
	discreet.Discreet, discreet.Language = true, "en"
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		if err := tx.CountSeats(ctx, discreet.SessionID, discreet.BlockID, 1, 0); err != nil {
			return err
		}
		return tx.InsertRegistration(ctx, discreet)
	}))
	ann, path := w.login(w.user(events.RoleCoordinator), true), "/desk/sessions/ses-1/mail"
	w.status(w.ask("GET "+path, ann, nil), http.StatusOK, "Aan wie?", "Dea Demo 1")
	form := url.Values{"state": {"confirmed"}, "subject_nl": {"Andere ingang"}, "body_nl": {"Kom **achterom** op {{date}}, {{nonsense}}."}}
	w.status(w.ask("POST "+path, ann, form), http.StatusUnprocessableEntity, "nonsense", "Andere ingang")
	form.Set("body_nl", "Kom **achterom** naar {{title}}.")
	w.status(w.ask("POST "+path, ann, form), http.StatusUnprocessableEntity) // the title tells the theme to who is discreet
	form.Set("body_nl", "Kom **achterom** op {{date}}.")
	preview := w.ask("POST "+path, ann, form)
	w.status(preview, http.StatusOK, "gaat naar 2 mensen", "neutraal onderwerp", "Beste Dea Demo 1", "A message about your appointment", `name="step" value="send"`)
	form.Set("step", "edit")
	w.status(w.ask("POST "+path, ann, form), http.StatusOK, "Kom **achterom** op {{date}}.")
	form.Set("step", "send")
	w.led(w.ask("POST "+path, ann, form), path+"?notice=sent")
	sent := w.ask("GET "+path, ann, nil)
	w.status(sent, http.StatusOK, "Vertrekt om", path+"/undo")
	_, rest, _ := strings.Cut(sent.Body.String(), `name="mailing" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	w.lacks(w.ask("GET "+path+"?again="+id, ann, nil), `value="Andere ingang"`) // it still goes
	w.led(w.ask("POST "+path+"/undo", ann, url.Values{"mailing": {id}}), path+"?notice=undone&again="+id)
	w.status(w.ask("GET "+path, ann, nil), http.StatusOK, "Tegengehouden")
	// What was stopped can be improved; to whom it goes is asked again.
	again := w.ask("GET "+path+"?notice=undone&again="+id, ann, nil)
	w.status(again, http.StatusOK, `value="Andere ingang"`, "Kom **achterom** op {{date}}.")
	w.lacks(again, " checked")
	w.lacks(w.ask("GET /desk/sessions/ses-2/mail?again="+id, ann, nil), "Andere ingang")
	w.ask("POST "+path, ann, form)
	w.now = w.now.Add(10 * time.Minute)
	w.lacks(w.ask("GET "+path, ann, nil), path+"/undo")
	w.led(w.ask("POST "+path+"/undo", ann, url.Values{"mailing": {"none"}}), path+"?notice=late")
}
