package desk

import (
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// rearranged is "/desk/rearrangements/{id}": what was done about an absence,
// and for a while the way back.
func (d *Desk) rearranged(w http.ResponseWriter, r *http.Request, v *visit) error {
	done, err := d.service.Rearrangement(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	return d.showRearranged(w, r, v, http.StatusOK, &done, "")
}

func (d *Desk) showRearranged(w http.ResponseWriter, r *http.Request, v *visit, status int, done *events.Rearrangement, refused string) error {
	path := fill("/desk/rearrangements/{id}", done.ID)
	names, err := d.facilitatorNames(r)
	if err != nil {
		return err
	}
	page := templates.DeskRearrangedPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path + "/undo"}, State: "waiting", Refused: refused,
		Name: names[done.FacilitatorID], Until: done.Until.In(v.zone), AgainPath: path,
	}
	left := done.Until.Sub(d.service.Now())
	switch {
	case !done.UndoneAt.IsZero():
		page.State = "undone"
	case left <= 0:
		page.State = "sent"
	}
	page.Minutes, page.Seconds = int(left/time.Minute), int(left%time.Minute/time.Second)
	for i := range done.Sessions {
		line, err := d.rearrangedLine(r, v, &done.Sessions[i], names)
		if err != nil {
			return err
		}
		page.Lines = append(page.Lines, line)
		if line.AtOnce {
			page.AtOnce = true
		} else {
			page.Letters += len(done.Sessions[i].Owed)
		}
	}
	if _, err := d.service.Absence(r.Context(), done.AbsenceID); err == nil {
		page.AbsencePath = fill("/desk/absences/{id}", done.AbsenceID)
	} else if events.CodeOf(err) != events.CodeNotFound {
		return err
	}
	return d.page(w, r, status, page)
}

func (d *Desk) rearrangedLine(r *http.Request, v *visit, s *events.RearrangedSession, names map[string]string) (templates.DeskRearranged, error) {
	line := templates.DeskRearranged{Kind: string(s.Choice.Kind), Facilitator: names[s.Choice.Facilitator], AtOnce: s.AtOnce && len(s.Owed) > 0}
	session, err := d.service.Session(r.Context(), s.Choice.SessionID)
	if err != nil {
		return line, err
	}
	line.Session = v.sessionRow(&events.Listing{Session: session})
	return line, nil
}

// undoAbsence is "/desk/rearrangements/{id}/undo".
func (d *Desk) undoAbsence(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	_, err := d.service.UndoAbsence(r.Context(), id)
	refused := ""
	switch events.CodeOf(err) {
	case events.CodeGone:
		refused = "late"
	case events.CodeVersionConflict:
		refused = "changed"
	default:
		if err != nil {
			return err
		}
		return d.see(w, v, fill("/desk/rearrangements/{id}", id))
	}
	done, err := d.service.Rearrangement(r.Context(), id)
	if err != nil {
		return err
	}
	return d.showRearranged(w, r, v, http.StatusConflict, &done, refused)
}
