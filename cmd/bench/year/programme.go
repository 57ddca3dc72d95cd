package year

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kantine/events"
)

func text(nl, en string) events.Text { return events.Text{NL: nl, EN: en} }

func (m *maker) day(days int) events.Date {
	return events.Date(m.now.In(m.zone).AddDate(0, 0, days).Format(time.DateOnly))
}

func (m *maker) putProgramme(ctx context.Context) error {
	p := events.DefaultProgramme(m.zone.String())
	p.Name = text("Werk en zorg", "Work and care")
	p.Period = events.Period{Start: m.day(-past), End: m.day(ahead)}
	p.Organiser = events.Organiser{Name: "Stichting Voorbeeld", Email: "planning@kantine.example", Phone: "0500 000000"}
	return m.store.Update(ctx, func(ctx context.Context, tx events.Tx) error {
		err := tx.PutProgramme(ctx, p)
		err = each(err, sectors(), func(s events.Sector) error { return tx.PutSector(ctx, s) })
		err = each(err, m.offerings, func(o events.Offering) error { return tx.PutOffering(ctx, o) })
		err = each(err, m.venues(), func(v events.Venue) error { return tx.PutVenue(ctx, v) })
		err = each(err, m.people(), func(f events.Facilitator) error { return tx.PutFacilitator(ctx, f) })
		return each(err, m.kits(), func(r events.Record) error { return tx.PutRecord(ctx, r) })
	})
}

func each[T any](err error, all []T, do func(T) error) error {
	for _, v := range all {
		if err != nil {
			return err
		}
		err = do(v)
	}
	return err
}

func sectors() []events.Sector {
	return []events.Sector{
		{ID: "sec-1", Slug: "karton", Name: text("Karton", "Cardboard")},
		{ID: "sec-2", Slug: "metaal", Name: text("Metaal", "Metal")},
		{ID: "sec-3", Slug: "zorg", Name: text("Zorg", "Care")},
	}
}

// offer makes what the programme has to give: mostly workshops, two of them
// discreet, some by invitation.
func (m *maker) offer() {
	rules := []events.ReminderRule{
		{Offset: events.Offset{Days: -7}},
		{Offset: events.Offset{Days: -1}},
		{Offset: events.Offset{Days: 1}, Anchor: events.AnchorEnd, Kind: events.RuleFollowUp},
	}
	kinds := []events.Kind{events.KindWorkshop, events.KindPresentation, events.KindPopup, events.KindOnline, events.KindWorkshop, events.KindInterview}
	for n := range 12 {
		o := events.Offering{
			ID: fmt.Sprintf("off-%d", n+1), Slug: fmt.Sprintf("aanbod-%d", n+1), Kind: kinds[n%len(kinds)],
			Title:    text(fmt.Sprintf("Werken en zorgen, deel %d", n+1), fmt.Sprintf("Working and caring, part %d", n+1)),
			Summary:  text("Een middag voor wie dat wil.", "An afternoon for whoever wants one."),
			Duration: events.Offset{Elapsed: 2 * time.Hour}, Waitlist: events.WaitlistAuto,
			Visibility: events.VisibilityPublic, QuietHours: true, Reminders: rules, Discreet: n%6 == 2,
		}
		if o.Kind == events.KindInterview {
			o.Visibility = events.VisibilityInvited
		}
		m.offerings = append(m.offerings, o)
		m.known.Offerings = append(m.known.Offerings, o.ID)
	}
}

func (m *maker) venues() (all []events.Venue) {
	yes, seats := true, 80
	for n, city := range cities {
		v := events.Venue{
			ID: fmt.Sprintf("ven-%d", n+1), Name: "Zaal De Proef " + city, Street: "Oefenweg", HouseNumber: fmt.Sprint(n + 1),
			Postcode: fmt.Sprintf("%d ZZ", 7800+n), City: city, Capacity: &seats, Wheelchair: &yes,
		}
		all = append(all, v)
		m.known.Venues = append(m.known.Venues, v.ID)
	}
	return all
}

// crew is how many facilitators there are.
const crew = 60

func (m *maker) people() (all []events.Facilitator) {
	for n := range crew {
		name, _ := who(n * 31)
		f := events.Facilitator{
			ID: m.facilitators[n], Name: name, Email: fmt.Sprintf("begeleider.%d@zorgenwerk.example", n+1),
			HomeCity: cities[n%len(cities)], Skills: []string{"workshop", "presentation", "popup", "online", "interview"},
			Languages: []string{"nl", "en"}, EveningNight: n%3 == 0, MaxTravelMinutes: 90,
			Availability: []events.Availability{{Days: []string{"mo", "tu", "we", "th", "fr"}, From: "07:00", To: "22:00"}},
		}
		for week := range 4 {
			from := -past + (n*11+week*120)%(past+ahead)
			f.Absences = append(f.Absences, events.Absence{From: m.day(from), To: m.day(from + 6)})
		}
		all = append(all, f)
		m.known.Facilitators = append(m.known.Facilitators, f.ID)
	}
	m.known.FacilitatorEmail = all[0].Email
	return all
}

func (m *maker) kits() (all []events.Record) {
	for n := range 8 {
		id := fmt.Sprintf("kit-%d", n+1)
		body, _ := json.Marshal(map[string]any{"id": id, "name": fmt.Sprintf("Kist %d", n+1), "home_city": cities[n]}) // strings always do
		all = append(all, events.Record{Kind: "kits", ID: id, Body: body})
		m.known.Kits = append(m.known.Kits, id)
	}
	for _, s := range sectors() {
		m.known.Sectors = append(m.known.Sectors, s.ID)
	}
	return all
}

// putEmployers makes as many employers as sessions, each with a site.
func (m *maker) putEmployers(ctx context.Context) error {
	stages := []events.Stage{events.StageLead, events.StageInvited, events.StageInterested, events.StageActive, events.StageActive, events.StageDeclined}
	for n := range m.size.Sessions {
		id, city := fmt.Sprintf("emp-%d", n+1), n%len(cities)
		name, _ := who(n * 13)
		action, on := "Bellen over de volgende stap", m.day(n%60-20)
		e := events.Employer{
			ID: id, Name: company(n), Sector: fmt.Sprintf("sec-%d", n%3+1), KVK: fmt.Sprintf("%08d", n+1), Employees: 20 + n%400,
			Stage: stages[n%len(stages)], Source: "import", Note: "Koffie staat klaar bij de receptie.",
			Contacts:   []events.Contact{{Name: name, Role: "HR", Email: fmt.Sprintf("hr@bedrijf-%d.example", n+1), Language: "nl"}},
			NextAction: &action, NextActionOn: &on,
			Sites: []events.Site{{
				ID: fmt.Sprintf("site-%d", n+1), EmployerID: id, Street: "Kade", HouseNumber: fmt.Sprint(n%200 + 1),
				Postcode: fmt.Sprintf("%d ZZ", 1000+n%9000), City: cities[city], Province: provinces[city], Country: "NL", SchoolRegion: "noord",
				Roster: "2-ploegen", OperatingDays: []string{"mo", "tu", "we", "th", "fr"},
				Shifts: []events.Shift{{Code: "vroeg", Label: "Vroege dienst", Start: "06:00", End: "14:00", Breaks: []events.Break{{At: "09:30", Minutes: 20}}}},
			}},
		}
		m.employers = append(m.employers, e)
		sample(&m.known.Employers, id, n, m.size.Sessions)
	}
	return m.inBatches(ctx, len(m.employers), batch, func(i int) func(context.Context, events.Tx) error {
		return func(ctx context.Context, tx events.Tx) error {
			if err := tx.PutEmployer(ctx, m.employers[i]); err != nil {
				return err
			}
			return tx.PutSite(ctx, m.employers[i].Sites[0])
		}
	})
}

// putAccounts writes newsletter subscriptions and a year of audit.
func (m *maker) putAccounts(ctx context.Context) error {
	n := m.size.Registrations / 10
	return m.inBatches(ctx, n, batch, func(i int) func(context.Context, events.Tx) error {
		at := m.now.AddDate(0, 0, -past).Add(time.Duration(i) * past * 24 * time.Hour / time.Duration(n))
		_, email := who(i)
		sub := events.Subscription{ID: events.NewID(at), Email: email, Language: "nl", AskedAt: at, ConfirmedAt: at.Add(time.Hour)}
		return func(ctx context.Context, tx events.Tx) error {
			if i%3 == 0 {
				if err := tx.PutSubscription(ctx, sub); err != nil {
					return err
				}
			}
			return tx.Audit(ctx, events.AuditEntry{At: at, What: events.AuditLoginFailed, About: "user", AboutID: sub.ID})
		}
	})
}
