package desk

import (
	"errors"
	"time"

	"kantine/events"
	"kantine/templates"
)

// clockChoice asks which time is meant where the clock skips it or shows it
// twice (promise 11); nil where err is no such refusal. The answer travels in
// the field's name with "_offset".
func (d *Desk) clockChoice(v *visit, err error, field string, zone *time.Location) *templates.DeskField {
	var refusal *events.Error
	if !errors.As(err, &refusal) || len(refusal.Offsets) == 0 || len(refusal.Problems) == 0 {
		return nil
	}
	words := "errors.field.clock_gap"
	if refusal.Code == events.CodeWallTimeAmbiguous {
		words = "errors.field.clock_twice"
	}
	choice := templates.DeskField{
		Name: field + "_offset", Key: "session_offset", Kind: "radio",
		Wrong: d.reply.Catalog.T(v.lang, words),
	}
	typed, _ := refusal.Problems[0].Args[1].(string)
	for _, offset := range refusal.Offsets {
		at, err := time.Parse(time.RFC3339, typed+":00"+offset)
		if err != nil {
			continue
		}
		choice.Options = append(choice.Options, templates.DeskOption{
			Value: offset, Label: d.reply.Catalog.DateTime(v.lang, at.In(zone)) + " (UTC" + offset + ")",
		})
	}
	return &choice
}
