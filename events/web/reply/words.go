package reply

import (
	"slices"
	"time"

	"kantine/events"
)

// Sentence puts into words what a planner has to say.
func (p *Replier) Sentence(lang string, s events.Sentence) string {
	args := slices.Clone(s.Args)
	for i := 1; i < len(args); i += 2 {
		switch v := args[i].(type) {
		case events.Word:
			args[i] = p.Catalog.T(lang, string(v))
		case events.Text:
			args[i] = v.In(lang)
		case events.Date:
			if day, err := time.Parse(time.DateOnly, string(v)); err == nil {
				args[i] = p.Catalog.DateShort(lang, day)
			}
		case time.Time:
			args[i] = p.Catalog.DateTimeShort(lang, v)
		}
	}
	return p.Catalog.T(lang, s.Key, args...)
}
