package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"kantine/events/store"
)

func migrateCommand(o outside) *cobra.Command {
	var status bool
	cmd := &cobra.Command{
		Use: "migrate", Short: "Bring the database up to date", Args: exactly(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := settingsOf(cmd, o)
			if err != nil {
				return err
			}
			if status {
				return showMigrations(cmd, c)
			}
			held, err := c.hold(cmd.Context(), servePatience)
			if err != nil {
				return err
			}
			p, err := open(cmd.Context(), c, o.errs, held)
			if err != nil {
				return err
			}
			return p.close()
		},
	}
	cmd.Flags().BoolVar(&status, "status", false, "only say what has been and would be applied")
	return cmd
}

func showMigrations(cmd *cobra.Command, c config) error {
	s, err := store.Open(cmd.Context(), c.db, nil)
	if err != nil {
		return saying(err)
	}
	defer s.Close()
	applied, pending, err := s.Status(cmd.Context())
	if err != nil {
		return err
	}
	for _, name := range applied {
		fmt.Fprintln(cmd.OutOrStdout(), "applied", name)
	}
	for _, name := range pending {
		fmt.Fprintln(cmd.OutOrStdout(), "pending", name)
	}
	return nil
}
