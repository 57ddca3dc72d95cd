package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"kantine/events"
	"kantine/events/exchange"
)

func importCommand(o outside) *cobra.Command {
	return &cobra.Command{
		Use: "import FILE|DIR", Short: "Bring a programme in; mails nobody, can be repeated", Args: exactly(1, "one file or directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := settingsOf(cmd, o)
			if err != nil {
				return err
			}
			bundle, err := exchange.Read(cmd.Context(), args[0], c.timeZone)
			if err != nil {
				return err
			}
			p, err := open(cmd.Context(), c, o.errs, nil)
			if err != nil {
				return err
			}
			defer func() { _ = p.close() }()
			done, err := p.service.Import(cmd.Context(), bundle)
			if err != nil {
				return fmt.Errorf("%s: %w; nothing was imported", args[0], err)
			}
			fmt.Fprintln(cmd.OutOrStdout(), summary(done))
			return nil
		},
	}
}

func summary(d events.Imported) string {
	return fmt.Sprintf("imported %d offerings, %d employers with %d sites, %d venues, %d facilitators, %d sessions, %d registrations, %d other records",
		d.Offerings, d.Employers, d.Sites, d.Venues, d.Facilitators, d.Sessions, d.Registrations, d.Records)
}
