package api

import (
	"fmt"

	"kantine/events"
)

// Employers, sites and facilitators have the fields of schema kantine/1, in
// bodies and answers. Their ids are the program's to give.

func refuseID(problems []events.Problem, field, id string) []events.Problem {
	if id == "" {
		return problems
	}
	return append(problems, events.Problem{Field: field, Key: "unknown_field"})
}

func refusal(problems []events.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &events.Error{Code: events.CodeValidation, Problems: problems}
}

func employerOf(e events.Employer, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	e.Contacts, e.Sites = always(e.Contacts), always(e.Sites)
	for i := range e.Sites {
		e.Sites[i] = siteOf(e.Sites[i])
	}
	return e, nil
}

func siteOf(s events.Site) events.Site {
	s.Shifts, s.OperatingDays = always(s.Shifts), always(s.OperatingDays)
	return s
}

func facilitatorOf(f events.Facilitator, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	f.Skills, f.Languages, f.Absences, f.Availability = always(f.Skills), always(f.Languages), always(f.Absences), always(f.Availability)
	return f, nil
}

func (a *API) createEmployer(q *request) (any, error) {
	var in events.Employer
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	wrong := refuseID(nil, "id", in.ID)
	for i, s := range in.Sites {
		wrong = refuseID(wrong, fmt.Sprintf("sites[%d].id", i), s.ID)
	}
	if err := refusal(wrong); err != nil {
		return nil, err
	}
	return employerOf(a.Service.CreateEmployer(q.ctx, in, q.key))
}

func (a *API) getEmployer(q *request) (any, error) {
	return employerOf(a.Service.Employer(q.ctx, q.id()))
}

func (a *API) createSite(q *request) (any, error) {
	var in events.Site
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	if err := refusal(refuseID(nil, "id", in.ID)); err != nil {
		return nil, err
	}
	site, err := a.Service.CreateSite(q.ctx, q.id(), in, q.key)
	if err != nil {
		return nil, err
	}
	return siteOf(site), nil
}

func (a *API) createFacilitator(q *request) (any, error) {
	var in events.Facilitator
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	if err := refusal(refuseID(nil, "id", in.ID)); err != nil {
		return nil, err
	}
	return facilitatorOf(a.Service.CreateFacilitator(q.ctx, in, q.key))
}

func (a *API) getFacilitator(q *request) (any, error) {
	return facilitatorOf(a.Service.Facilitator(q.ctx, q.id()))
}
