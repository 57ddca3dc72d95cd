package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"kantine/events"
	"kantine/templates"
)

// How many of those who get mail are named at first, and in all.
const (
	toldFirst = 50
	toldMost  = 1000
)

// change is something that may mail people.
type change struct {
	// what has its words under "desk.session.told.what.".
	what, title, action string
	// back is the page that the visitor comes from.
	back string
	// fields travel along until it is decided.
	fields   url.Values
	warnings []string
	do       func(ctx context.Context, s *events.Service) error
}

// decide does a change where it mails nobody, or where the form says how; else
// it asks who may be told. It tells whether it asked, and so has answered. Of a
// change without a word that mails people all the same it makes the step "some".
func (d *Desk) decide(w http.ResponseWriter, r *http.Request, v *visit, c change) (asked bool, err error) {
	switch c.fields.Get("step") {
	case "send":
		return false, c.do(r.Context(), d.service)
	case "silent":
		return false, d.silently(r.Context(), &c)
	}
	dry, rehearsal := d.service.Dry()
	if err := c.do(r.Context(), dry); err != nil {
		return false, err
	}
	if len(rehearsal.Letters) == 0 {
		return false, c.do(r.Context(), d.service)
	}
	silent, unheard := d.service.With(events.Delivery{Silent: true}).Dry()
	if err := c.do(r.Context(), silent); err != nil {
		return false, err
	}
	page, err := d.toldPage(v, &c, rehearsal.Letters)
	if err != nil {
		return false, err
	}
	page.NotSilent = len(unheard.Letters)
	return true, d.page(w, r, http.StatusOK, page)
}

func (d *Desk) silently(ctx context.Context, c *change) error {
	silent := d.service.With(events.Delivery{Silent: true})
	dry, unheard := silent.Dry()
	if err := c.do(ctx, dry); err != nil {
		return err
	}
	if err := c.do(ctx, silent); err != nil {
		return err
	}
	if len(unheard.Letters) > 0 {
		c.fields.Set("step", "some")
	}
	return nil
}

// toldPage shows who would get which letter, and one of each.
func (d *Desk) toldPage(v *visit, c *change, letters []events.Letter) (templates.DeskToldPage, error) {
	page := templates.DeskToldPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, c.back), Action: c.action},
		What:     c.what, Title: c.title, Hidden: hidden(c.fields), Total: len(letters), Warnings: c.warnings,
	}
	for i := range letters {
		l := &letters[i]
		who := templates.DeskTold{Name: l.Name, Email: l.To, Kind: string(l.Text), Language: l.Language}
		switch {
		case i < toldFirst:
			page.People = append(page.People, who)
		case i < toldMost:
			page.Rest = append(page.Rest, who)
		default:
			page.More++
		}
		at := slices.IndexFunc(page.Counts, func(c templates.DeskToldCount) bool { return c.Kind == who.Kind && c.Language == who.Language })
		if at < 0 {
			sample, err := d.sample(l)
			if err != nil {
				return page, err
			}
			at, page.Samples = len(page.Counts), append(page.Samples, sample)
			page.Counts = append(page.Counts, templates.DeskToldCount{Kind: who.Kind, Language: who.Language})
		}
		page.Counts[at].Count++
	}
	return page, nil
}

// sample is a letter in words, as it would go.
func (d *Desk) sample(l *events.Letter) (templates.DeskLetterSample, error) {
	mail, err := d.post.Preview(*l)
	if err != nil {
		return templates.DeskLetterSample{}, err
	}
	return templates.DeskLetterSample{Kind: string(l.Text), Language: l.Language, To: l.To, Subject: mail.Subject, Text: mail.Text}, nil
}

// hidden lets a form's fields travel on, but for the button that was pressed.
func hidden(fields url.Values) []templates.DeskHidden {
	var all []templates.DeskHidden
	for name, values := range fields {
		for _, value := range values {
			if name != "step" {
				all = append(all, templates.DeskHidden{Name: name, Value: value})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b templates.DeskHidden) int {
		if a.Name < b.Name {
			return -1
		}
		if a.Name > b.Name {
			return 1
		}
		return 0
	})
	return all
}
