package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// shelf is a list of things of one kind, with a form for each. What differs
// from kind to kind stands here, what all do alike in its methods.
type shelf[T any] struct {
	desk *Desk
	kind events.Thing
	path string
	all  func(ctx context.Context) ([]T, error)
	get  func(ctx context.Context, id string) (T, error)
	// id, name and facts show a thing in the list.
	id    func(t *T) string
	name  func(v *visit, t *T) string
	facts func(v *visit, t *T) []templates.DeskTrait
	// values are what the form of a thing holds, those of the zero T for a new
	// one; fields are the form with such values in it.
	values func(t *T) url.Values
	fields func(ctx context.Context, v *visit, values url.Values) ([]templates.DeskField, error)
	// mark tells one state of a thing from another.
	mark func(t *T) string
	// save reads the form and adds or changes a thing.
	save func(ctx context.Context, s *events.Service, id, read string, values url.Values) (T, events.RuleEffect, error)
	// about adds to the page of a thing what only its kind has; nil is nothing.
	about func(v *visit, t *T, page *templates.DeskThingPage)
}

func (s shelf[T]) routes(router *mux.Router) {
	s.desk.add(router, s.path, s.list, nil)
	s.desk.add(router, s.path+"/new", s.blank, s.create)
	s.desk.add(router, s.path+"/{id}", s.show, s.change)
	s.desk.add(router, s.path+"/{id}/archive", nil, s.archive)
	s.desk.add(router, s.path+"/{id}/restore", nil, s.restore)
}

// shelves are the lists in the order of their tabs, the programme's form after
// them.
var shelves = []struct{ key, path string }{
	{"offering", "/desk/offerings"},
	{"venue", "/desk/venues"},
	{"facilitator", "/desk/facilitators"},
	{"kit", "/desk/kits"},
	{"sector", "/desk/sectors"},
	{"programme", "/desk/programme"},
}

func (v *visit) shelfTabs(current string) []templates.DeskLink {
	var tabs []templates.DeskLink
	for _, s := range shelves {
		if v.may("GET " + s.path) {
			tabs = append(tabs, templates.DeskLink{Key: s.key, Path: s.path, Current: s.key == current})
		}
	}
	return tabs
}

// list is the path of the shelf.
func (s shelf[T]) list(w http.ResponseWriter, r *http.Request, v *visit) error {
	all, err := s.all(r.Context())
	if err != nil {
		return err
	}
	away, err := s.desk.service.Archived(r.Context(), s.kind)
	if err != nil {
		return err
	}
	page := templates.DeskShelfPage{
		Layout: s.desk.layout(v, s.path), Shelf: string(s.kind), Tabs: v.shelfTabs(string(s.kind)), NewPath: s.path + "/new",
	}
	switch notice := r.URL.Query().Get("notice"); notice {
	case "archived", "restored":
		page.Notice = notice
	}
	for i := range all {
		t := &all[i]
		thing := templates.DeskThing{Path: fill(s.path+"/{id}", s.id(t)), Name: s.name(v, t), Facts: s.facts(v, t)}
		if away[s.id(t)] {
			page.Archived = append(page.Archived, thing)
		} else {
			page.Things = append(page.Things, thing)
		}
	}
	for _, list := range [][]templates.DeskThing{page.Things, page.Archived} {
		slices.SortStableFunc(list, func(a, b templates.DeskThing) int {
			return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		})
	}
	return s.desk.page(w, r, http.StatusOK, page)
}

// blank is the form for a new thing.
func (s shelf[T]) blank(w http.ResponseWriter, r *http.Request, v *visit) error {
	var none T
	return s.form(w, r, v, http.StatusOK, "", &none, s.values(&none), templates.DeskThingPage{})
}

// create is the POST of blank.
func (s shelf[T]) create(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.put(w, r, v, "")
}

// show is the form of a thing.
func (s shelf[T]) show(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	t, err := s.get(r.Context(), id)
	if err != nil {
		return err
	}
	page := templates.DeskThingPage{Read: s.mark(&t)}
	if r.URL.Query().Get("notice") == "saved" {
		page.Notice = "saved"
	}
	return s.form(w, r, v, http.StatusOK, id, &t, s.values(&t), page)
}

// change is the POST of show.
func (s shelf[T]) change(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.put(w, r, v, mux.Vars(r)["id"])
}

// put saves a form; id is "" for a new thing. What would change people's mail
// is told before it happens.
func (s shelf[T]) put(w http.ResponseWriter, r *http.Request, v *visit, id string) error {
	values, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	var was T
	if id != "" {
		if was, err = s.get(r.Context(), id); err != nil {
			return err
		}
	}
	read := values.Get("read")
	dry, _ := s.desk.service.Dry()
	_, effect, err := s.save(r.Context(), dry, id, read, values)
	if err != nil {
		return s.refused(w, r, v, id, &was, values, err)
	}
	if shown := effectOf(effect); shown != nil && values.Get("seen") != shown.Mark() {
		return s.form(w, r, v, http.StatusOK, id, &was, values, templates.DeskThingPage{Read: read, Effect: shown})
	}
	saved, _, err := s.save(r.Context(), s.desk.service, id, read, values)
	if err != nil {
		return s.refused(w, r, v, id, &was, values, err)
	}
	return s.desk.see(w, v, fill(s.path+"/{id}", s.id(&saved))+"?notice=saved")
}

// refused shows the form again with what is wrong, or with what somebody else
// changed; was is the thing as it stands.
func (s shelf[T]) refused(w http.ResponseWriter, r *http.Request, v *visit, id string, was *T, values url.Values, err error) error {
	page := templates.DeskThingPage{Read: values.Get("read")}
	status := http.StatusUnprocessableEntity
	switch events.CodeOf(err) {
	case events.CodeVersionConflict:
		status = http.StatusConflict
		page.Read, page.Second = s.mark(was), true
		theirs, err := s.fields(r.Context(), v, s.values(was))
		if err != nil {
			return err
		}
		page.Changed = differences(theirs, values)
	case events.CodeValidation, events.CodeCapacityBelowConfirmed, events.CodeNotYet:
		page.Errors = s.desk.problems(v, err)
	default:
		return err
	}
	return s.form(w, r, v, status, id, was, values, page)
}

// form shows the form of a thing with values in it.
func (s shelf[T]) form(w http.ResponseWriter, r *http.Request, v *visit, status int, id string, t *T, values url.Values, page templates.DeskThingPage) error {
	fields, err := s.fields(r.Context(), v, values)
	if err != nil {
		return err
	}
	path := s.path + "/new"
	if id != "" {
		path = fill(s.path+"/{id}", id)
		away, err := s.desk.service.Archived(r.Context(), s.kind)
		if err != nil {
			return err
		}
		page.Name = s.name(v, t)
		if page.Archived = away[id]; page.Archived {
			page.RestorePath = path + "/restore"
		} else {
			page.ArchivePath = path + "/archive"
		}
		if s.about != nil {
			s.about(v, t, &page)
		}
	}
	page.Layout, page.Action, page.BackPath = s.desk.layout(v, path), path, s.path
	page.Shelf, page.Tabs = string(s.kind), v.shelfTabs(string(s.kind))
	page.Fields = page.Fit(fields...)
	return s.desk.page(w, r, status, page)
}

// archive is the path of a thing with "/archive".
func (s shelf[T]) archive(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	err := s.desk.service.Archive(r.Context(), s.kind, id)
	if wrong := s.desk.wrong(v, err); wrong != nil {
		t, err := s.get(r.Context(), id)
		if err != nil {
			return err
		}
		page := templates.DeskThingPage{Read: s.mark(&t)}
		page.Errors = wrong
		return s.form(w, r, v, http.StatusUnprocessableEntity, id, &t, s.values(&t), page)
	}
	if err != nil {
		return err
	}
	return s.desk.see(w, v, s.path+"?notice=archived")
}

// restore is the path of a thing with "/restore".
func (s shelf[T]) restore(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.desk.service.Restore(r.Context(), s.kind, mux.Vars(r)["id"]); err != nil {
		return err
	}
	return s.desk.see(w, v, s.path+"?notice=restored")
}

// effectOf is what a change does to people's mail; nil where it does nothing.
func effectOf(e events.RuleEffect) *templates.DeskEffect {
	if !e.Any() {
		return nil
	}
	return &templates.DeskEffect{Sessions: e.Sessions, More: e.More, Fewer: e.Fewer, Late: e.Late}
}

// differences lists the fields in which a form and the thing as it stands
// differ.
func differences(theirs []templates.DeskField, values url.Values) []templates.DeskOther {
	var all []templates.DeskOther
	for _, f := range theirs {
		if f.Kind == "heading" {
			continue
		}
		d := templates.DeskOther{Field: f, Theirs: f.Value, Yours: values.Get(f.Name)}
		if f.Kind == "ticks" {
			d.Theirs, d.Yours = strings.Join(f.Chosen, ", "), strings.Join(values[f.Name], ", ")
		}
		if strings.TrimSpace(d.Theirs) != strings.TrimSpace(strings.ReplaceAll(d.Yours, "\r\n", "\n")) {
			all = append(all, d)
		}
	}
	return all
}
