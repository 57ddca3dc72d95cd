package site

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/ical"
	"kantine/events/web/reply"
	"kantine/templates"
)

// manage reads the registration of the personal link in the address.
func (s *Site) manage(r *http.Request) (events.RegistrationView, error) {
	return s.service.Manage(r.Context(), events.PurposeManage, mux.Vars(r)["token"])
}

func managePath(r *http.Request) string { return "/r/" + mux.Vars(r)["token"] }

// noticeErased is a Notice that has a page of its own.
const noticeErased templates.Notice = "erased"

// registration is "/r/{token}"; reading it never changes a thing.
func (s *Site) registration(w http.ResponseWriter, r *http.Request) error {
	notice := templates.Notice(r.URL.Query().Get("done"))
	view, err := s.manage(r)
	switch {
	case events.CodeOf(err) == events.CodeGone && notice == noticeErased:
		// Nobody knows any more whether it was to be discreet.
		return s.showErased(w, r, false, true)
	case err != nil:
		return err
	case view.Registration.EraseRequested:
		return s.showErased(w, r, true, view.Discreet())
	}
	page, err := s.registrationPage(s.visit(r), &view, managePath(r))
	if err != nil {
		return err
	}
	if notice == templates.NoticeEdited || notice == templates.NoticeUndone {
		page.Notice = notice
	}
	return s.reply.Page(w, r, http.StatusOK, page)
}

func (s *Site) showErased(w http.ResponseWriter, r *http.Request, pending, discreet bool) error {
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	view := templates.ErasedPage{Layout: s.visit(r).layout(&programme, managePath(r), discreet), Pending: pending}
	view.NoIndex = true
	return s.reply.Page(w, r, http.StatusOK, view)
}

// act runs an action on the registration of a personal link and shows it again.
func (s *Site) act(w http.ResponseWriter, r *http.Request, done templates.Notice, action func(id string) error) error {
	view, err := s.manage(r)
	if err != nil {
		return err
	}
	if err := action(view.Registration.ID); err != nil {
		return err
	}
	path := managePath(r)
	if done != templates.NoticeNone {
		path += "?done=" + string(done)
	}
	return s.see(w, r, path)
}

// withdraw is the POST that gives a place up.
func (s *Site) withdraw(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, templates.NoticeNone, func(id string) error {
		_, err := s.service.Withdraw(r.Context(), id)
		return err
	})
}

// erase is the POST that has a person forgotten.
func (s *Site) erase(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, noticeErased, func(id string) error {
		_, err := s.service.Erase(r.Context(), id)
		return err
	})
}

// undo is the POST that takes a withdrawal back.
func (s *Site) undo(w http.ResponseWriter, r *http.Request) error {
	err := s.act(w, r, templates.NoticeUndone, func(id string) error {
		_, err := s.service.Undo(r.Context(), id)
		return err
	})
	switch events.CodeOf(err) {
	case events.CodeSessionFull, events.CodeSessionClosed, events.CodeAlreadyRegistered:
	default:
		return err
	}
	view, failed := s.manage(r)
	if failed != nil {
		return failed
	}
	page, err := s.registrationPage(s.visit(r), &view, managePath(r))
	if err != nil {
		return err
	}
	page.Notice = templates.NoticeUndoFailed
	return s.reply.Page(w, r, http.StatusConflict, page)
}

// edit is the POST that changes name, language and needs.
func (s *Site) edit(w http.ResponseWriter, r *http.Request) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	change := events.EditCommand{Name: fields.Get("name"), Language: fields.Get("language"), Needs: fields.Get("needs")}
	err = s.act(w, r, templates.NoticeEdited, func(id string) error {
		_, err := s.service.Edit(r.Context(), id, change)
		return err
	})
	var refusal *events.Error
	if !errors.As(err, &refusal) || refusal.Code != events.CodeValidation {
		return err
	}
	view, failed := s.manage(r)
	if failed != nil {
		return failed
	}
	v := s.visit(r)
	page, err := s.registrationPage(v, &view, managePath(r))
	if err != nil {
		return err
	}
	page.Edit = &templates.EditForm{
		Action: managePath(r) + "/edit", Name: change.Name, Language: change.Language, Needs: change.Needs,
		Errors: s.fieldErrors(v, refusal),
	}
	return s.reply.Page(w, r, http.StatusUnprocessableEntity, page)
}

// registrationFile is the calendar entry of a registration, under its own UID.
func (s *Site) registrationFile(w http.ResponseWriter, r *http.Request) error {
	view, err := s.manage(r)
	if err != nil {
		return err
	}
	from := s.senders[0]
	if view.Discreet() {
		from = s.senders[1]
	}
	raw, err := s.calendar.File(ical.Seat{
		Registration: view.Registration, Session: view.Session, Block: view.Block, Place: view.Place,
		Facilitators: view.Facilitators, Discreet: view.Discreet(), Language: reply.Language(r), Manage: view.ManageURL,
	}, from)
	if err != nil {
		return err
	}
	return sendFile(w, r, raw)
}
