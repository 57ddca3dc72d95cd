package desk

import (
	"time"

	"kantine/events"
	"kantine/templates"
)

// timeline shows the letters of a registration, for any page.
func (v *visit) timeline(items []events.TimelineItem) templates.DeskTimeline {
	story := templates.DeskTimeline{KeepLang: v.keep}
	for _, i := range items {
		row := templates.DeskTimelineItem{
			At: i.At.In(v.zone), Kind: string(i.Kind), Rule: ruleOf(i.Rule), State: string(i.State),
			Reason: i.Reason, Error: i.LastError, Attempts: i.Attempts,
		}
		if i.MessageID != "" {
			row.Path = v.link("/desk/outbox/{id}", i.MessageID)
		}
		story.Items = append(story.Items, row)
	}
	return story
}

// ruleOf takes the id of a reminder's rule apart; the zero DeskRule for what is
// none.
func ruleOf(id string) templates.DeskRule {
	rule, ok := events.ParseRule(id)
	if id == "" || !ok {
		return templates.DeskRule{}
	}
	anchor := "start"
	if rule.Anchor == events.AnchorEnd {
		anchor = "end"
	}
	o, side := rule.Offset, "before_"
	if o.Positive() {
		side = "after_"
	} else {
		o.Days, o.Elapsed = -o.Days, -o.Elapsed
	}
	words := templates.DeskRule{From: side + anchor}
	switch {
	case o.Days == 0 && o.Elapsed == 0:
		words.Unit, words.From = "now", anchor
	case o.Elapsed == 0:
		words.Unit, words.Count = "days", o.Days
	case o.Days == 0 && o.Elapsed%time.Hour == 0:
		words.Unit, words.Count = "hours", int(o.Elapsed/time.Hour)
	default:
		words.Unit, words.Count = "minutes", o.Days*24*60+int(o.Elapsed/time.Minute)
	}
	return words
}
