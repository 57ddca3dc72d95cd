package main

import (
	"context"
	"net/mail"

	"kantine/events/web/desk"
	"kantine/mailer"
)

// preview is a Mailer that shows letters at the desk. It stands where no server
// or sender is set too: an installation that does not mail yet can look at its
// texts.
func (p *program) preview(l looks) (*mailer.Mailer, error) {
	c := p.config
	if c.from.Address == "" {
		c.from = mail.Address{Name: "Kantine", Address: "kantine@kantine.invalid"}
		c.discreetFrom = mail.Address{Name: c.discreetFrom.Name, Address: c.from.Address}
	}
	return newMailer(c, l, p)
}

// tryMail is the desk's test of the mail server; nil where none is set.
func (p *program) tryMail(letters *mailer.Mailer) func(ctx context.Context, to, language string) []desk.MailStep {
	if p.config.smtp == nil {
		return nil
	}
	return func(ctx context.Context, to, language string) []desk.MailStep {
		var steps []desk.MailStep
		for _, s := range letters.Try(ctx, mailer.Trial{To: to, Language: language, Now: p.clock.Now()}) {
			steps = append(steps, desk.MailStep{Stage: s.Stage, State: string(s.State), Cause: s.Cause, Detail: s.Detail})
		}
		return steps
	}
}

// shownSettings are those that the desk shows, secrets masked.
func (c *config) shownSettings() []desk.Setting {
	var shown []desk.Setting
	for _, name := range []string{
		"base-url", "listen", "from", "discreet-from", "smtp", "bounce-domain", "db", "form-limit", "trusted-proxies", "test-clock",
	} {
		text := c.values[name].masked()
		switch name {
		case "base-url":
			text = c.baseURL
		case "from":
			if text == "" && c.from.Address != "" { // the demo's own
				text = c.from.String()
			}
		case "discreet-from":
			if c.from.Address != "" {
				text = c.discreetFrom.String()
			}
		}
		if text == "" && name == "test-clock" {
			continue
		}
		shown = append(shown, desk.Setting{Name: name, Value: text})
	}
	return shown
}
