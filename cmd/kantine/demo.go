package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kantine/cmd/kantine/mailbox"
	"kantine/events"
	"kantine/events/exchange"
	"kantine/events/web"
)

func demoCommand(o outside) *cobra.Command {
	return &cobra.Command{
		Use: "demo", Short: "Show a fictional programme in a temporary database; no mail leaves this machine", Args: exactly(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := settingsOf(cmd, o)
			if err != nil {
				return err
			}
			return demo(cmd.Context(), c, o.out, o.errs)
		},
	}
}

// demo serves the embedded programme from a temporary directory that goes
// with it.
func demo(ctx context.Context, c config, out, errs io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "kantine-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c.db = filepath.Join(dir, "demo.db")
	c.keyFile, c.smtp = c.db+".key", nil

	listener, err := listen(ctx, &c)
	if err != nil {
		return err
	}
	defer listener.Close()
	bundle, err := exchange.Demo(time.Now())
	if err != nil {
		return err
	}
	organiser := bundle.Programme.Organiser
	c.from = mail.Address{Name: organiser.Name, Address: organiser.Email}
	c.discreetFrom = mail.Address{Name: "Planning", Address: organiser.Email}
	p, err := open(ctx, c, errs, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if _, err := p.service.Import(ctx, bundle); err != nil {
		return err
	}
	p.demo = true
	if err := p.introduce(ctx, listener, bundle.Facilitators, out); err != nil {
		return err
	}
	return p.serveDemo(ctx, listener, bundle.Programme.TimeZone, errs)
}

// introduce makes the demo's log-ins and token and prints them.
func (p *program) introduce(ctx context.Context, listener net.Listener, facilitators []events.Facilitator, out io.Writer) error {
	token, err := p.accounts.AddToken(ctx, "demo", events.RoleAdmin)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Kantine demo: a fictional programme, kept until you stop it\n\n  pages    %s\n  desk     %s/desk\n  mailbox  %s/dev/mailbox\n  token    %s\n\n",
		p.config.baseURL, p.config.baseURL, p.config.baseURL, token)
	for _, role := range []events.Role{events.RoleAdmin, events.RoleCoordinator, events.RoleFacilitator, events.RoleViewer} {
		password, err := newPassword()
		if err != nil {
			return err
		}
		email := string(role) + "@zorgenwerk.example"
		if role == events.RoleFacilitator && len(facilitators) > 0 {
			email = facilitators[0].Email // who sees the sessions they lead
		}
		if _, _, err := p.accounts.AddUser(ctx, email, role, password); err != nil {
			return err
		}
		fmt.Fprintf(out, "  log-in   %-32s %s\n", email, password)
	}
	fmt.Fprintf(out, "\nTry:  curl -H 'Authorization: Bearer %s' http://%s/api/v1/sessions\nStop with Ctrl+C.\n", token, listener.Addr())
	return nil
}

func newPassword() (string, error) {
	var b [15]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

func (p *program) serveDemo(ctx context.Context, listener net.Listener, timeZone string, errs io.Writer) error {
	looks, err := loadLooks()
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(timeZone)
	if err != nil {
		return err
	}
	renderer, err := newMailer(p.config, looks, p)
	if err != nil {
		return err
	}
	defer renderer.Close()
	box := mailbox.New(renderer)
	page := &mailbox.Page{Mailbox: box, Reply: p.replier(looks), Zone: zone}
	return p.serve(ctx, listener, looks, box, []web.Door{page}, errs)
}
