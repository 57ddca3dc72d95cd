package main

import (
	"net/mail"

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
